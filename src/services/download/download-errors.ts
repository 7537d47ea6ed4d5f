import { ConsoleError } from '../../domain/errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'no answer from the name service',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENETUNREACH: 'no network',
  EHOSTUNREACH: 'no route to it',
  ETIMEDOUT: 'no answer',
  ERR_PROXY_TUNNEL: 'the proxy in HTTPS_PROXY refused the connection',
  ERR_STREAM_PREMATURE_CLOSE: 'connection closed too early',
};

/**
 * What the network threw, as an error of ours; an abort becomes the reason it was given.
 *
 * @param isConnected - whether the server had been reached when it happened
 */
export function translateTransportError(
  thrown: unknown,
  url: URL,
  { isConnected, signal }: { readonly isConnected: boolean; readonly signal: AbortSignal },
): unknown {
  if (signal.aborted) return signal.reason;
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  if (code === undefined) return thrown;
  const reason = `${reasonOf(code)} (${code})`;
  return isConnected
    ? interrupted(`${url.host} stopped sending: ${reason}`, url, thrown)
    : unreachable(`Cannot reach ${url.host}: ${reason}`, url, thrown);
}

function reasonOf(code: string): string {
  const isAboutTrust = /CERT|SIGNATURE/.test(code);
  return REASONS[code] ?? (isAboutTrust ? 'its certificate is not trusted' : 'connection failed');
}

export function unreachable(message: string, url: URL, cause?: unknown): ConsoleError {
  return new ConsoleError('DOWNLOAD_UNREACHABLE', message, {
    hint: 'Check the network of this machine, and the proxy in HTTPS_PROXY if that is set.',
    cause,
    context: { host: url.host },
  });
}

/** What may go better when it is tried again, after `retryAfterMs` where the server says so. */
export function interrupted(
  message: string,
  url: URL,
  cause?: unknown,
  retryAfterMs?: number,
): ConsoleError {
  return new ConsoleError('DOWNLOAD_INTERRUPTED', message, {
    hint: 'Try again; what was received so far is kept and resumed.',
    cause,
    context: { host: url.host, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
  });
}

export function refused(message: string, url: URL, hint: string): ConsoleError {
  return new ConsoleError('DOWNLOAD_REFUSED', message, { hint, context: { host: url.host } });
}
