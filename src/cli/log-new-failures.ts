import { toConsoleError } from '../domain/errors.ts';
import type { Logger } from '../services/log/logger.ts';

/** Logs what fails again and again whenever it fails in a new way. */
export function logNewFailures(
  logger: Logger,
  event: string,
  fields: Readonly<Record<string, string>> = {},
): (thrown: unknown) => void {
  let logged = '';
  return (thrown) => {
    const { code, message } = toConsoleError(thrown);
    if (message === logged) return;
    logged = message;
    logger.log('warn', event, { ...fields, code, message });
  };
}
