import { ConsoleError } from '../domain/errors.ts';

const SYSTEM_FAULT = /^(E[A-Z]+|ERR_(STREAM|SOCKET|TLS|SSL)|CERT_|HPE_|UND_|UNABLE_|SELF_|DEPTH_)/;

/** The code of what the network threw; `undefined` for anything else, an error of ours too. */
export function transportFaultCode(thrown: unknown): string | undefined {
  if (thrown instanceof ConsoleError || !(thrown instanceof Error)) return undefined;
  const { code } = thrown as NodeJS.ErrnoException;
  return code !== undefined && SYSTEM_FAULT.test(code) ? code : undefined;
}
