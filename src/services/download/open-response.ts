import type { Response } from 'node-fetch';
import { ConsoleError } from '../../domain/errors.ts';
import { isSecureUrl } from '../../domain/transport-security.ts';
import type { AttemptWatch } from './attempt-watch.ts';
import { refused, translateTransportError } from './download-errors.ts';
import { closeResponse, type HttpGet } from './http-get.ts';
import type { DownloadSource } from './sources.ts';

const MAX_REDIRECTS = 10;

export type OpenedResponse = {
  readonly response: Response;
  /** Where the redirects ended. */
  readonly url: URL;
};

/**
 * The source's answer to a GET with these headers, redirects followed.
 *
 * @throws `DOWNLOAD_UNREACHABLE`, `DOWNLOAD_INTERRUPTED`, `DOWNLOAD_INSECURE`, and
 *   `DOWNLOAD_REFUSED` for too many redirects
 */
export async function openResponse(
  get: HttpGet,
  source: DownloadSource,
  headers: Readonly<Record<string, string>>,
  watch: AttemptWatch,
): Promise<OpenedResponse> {
  let { url } = source;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    assertSecure(url);
    const response = await getOnce(get, url, { ...headers, ...credentials(source, url) }, watch);
    const target = redirectTarget(response, url);
    if (target === undefined) return { response, url };
    closeResponse(response);
    assertNoDowngrade(url, target);
    url = target;
  }
  throw refused(
    `${source.url.host} redirects more than ${MAX_REDIRECTS} times`,
    source.url,
    'Try again later, or give a file with --dataset.',
  );
}

async function getOnce(
  get: HttpGet,
  url: URL,
  headers: Readonly<Record<string, string>>,
  watch: AttemptWatch,
): Promise<Response> {
  const { signal } = watch;
  watch.connecting(url);
  try {
    return await get(url, { headers, signal, onConnected: watch.connected });
  } catch (error) {
    throw translateTransportError(error, url, { isConnected: watch.isConnected(), signal });
  }
}

/** Whoever the source redirects to does not get its credentials. */
function credentials({ url, authorization }: DownloadSource, target: URL): Record<string, string> {
  if (authorization === undefined || target.origin !== url.origin) return {};
  return { authorization: authorization() };
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

function redirectTarget(response: Response, url: URL): URL | undefined {
  const location = response.headers.get('location');
  if (!REDIRECTS.has(response.status) || location === null) return undefined;
  const target = URL.parse(location, url.href);
  if (target !== null) return target;
  closeResponse(response);
  throw refused(`${url.host} redirects to no valid URL`, url, 'Give a file with --dataset.');
}

/** Once encrypted, always encrypted: a server elsewhere may not send us to a port of this machine. */
function assertNoDowngrade(from: URL, to: URL): void {
  if (from.protocol === 'https:' && to.protocol !== 'https:') throw insecure(to);
}

function assertSecure(url: URL): void {
  if (!isSecureUrl(url)) throw insecure(url);
}

function insecure(url: URL): ConsoleError {
  const place = `${url.protocol}//${url.host}`;
  return new ConsoleError(
    'DOWNLOAD_INSECURE',
    `${place} is not fetched from: it is not encrypted`,
    {
      hint: 'Only https: is used, but for servers on this machine itself.',
      context: { host: url.host },
    },
  );
}
