import type { Response } from 'node-fetch';
import { formatDuration } from '../../domain/format.ts';
import { interrupted, refused } from './download-errors.ts';
import type { PartialMark } from './partial-file.ts';

/** What a server's answer means for the file. */
export type Answer = {
  /** Which byte of the file its first byte is: the mark, or 0 for the whole file. */
  readonly firstByte: number;
  /** Length of the whole file, where it is told. */
  readonly totalBytes: number | null;
  /** For `If-Range`; `null` where there is none that is strong enough. */
  readonly validator: string | null;
};

/** Headers that ask for what is missing, or for all if the file changed. */
export function requestHeaders(mark: PartialMark | undefined): Readonly<Record<string, string>> {
  // Ranges are of the bytes as sent: without a content encoding they are those of the file.
  const headers = { 'accept-encoding': 'identity' };
  if (mark === undefined) return headers;
  return { ...headers, range: `bytes=${mark.bytes}-`, 'if-range': mark.validator };
}

const WORTH_A_RETRY = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * @param now - epoch milliseconds, for a `Retry-After` that is a date
 * @returns `undefined` when the server cannot go on at the mark: begin anew
 * @throws `DOWNLOAD_INTERRUPTED` for what may be over soon, `DOWNLOAD_REFUSED` for all else
 */
export function readAnswer(
  response: Response,
  url: URL,
  mark: PartialMark | undefined,
  now: number,
): Answer | undefined {
  const { status, headers } = response;
  if (status === 200) {
    return {
      firstByte: 0,
      totalBytes: byteCount(headers.get('content-length')),
      validator: strongValidator(response),
    };
  }
  if (mark !== undefined && status === 206) return continuation(response, mark);
  if (mark !== undefined && status === 416) return undefined;
  if (WORTH_A_RETRY.has(status)) {
    const retryAfterMs = retryAfter(headers.get('retry-after'), now);
    const asked =
      retryAfterMs === undefined ? '' : `, asks to wait ${formatDuration(retryAfterMs)}`;
    throw interrupted(`${url.host} answered ${status}${asked}`, url, undefined, retryAfterMs);
  }
  throw refused(`${url.host} answered ${status}`, url, hintFor(status));
}

function continuation(response: Response, mark: PartialMark): Answer | undefined {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  if (range === null || Number(range[1]) !== mark.bytes) return undefined;
  return {
    firstByte: mark.bytes,
    totalBytes: byteCount(range[2] ?? null),
    validator: mark.validator,
  };
}

function byteCount(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-if-range (a weak ETag must not be used) */
function strongValidator({ headers }: Response): string | null {
  const tag = headers.get('etag');
  if (tag?.startsWith('"') === true) return tag;
  return headers.get('last-modified');
}

function retryAfter(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

function hintFor(status: number): string {
  return status === 401 || status === 403
    ? 'Kaggle takes KAGGLE_USERNAME and KAGGLE_KEY, both or neither; or give a file with --dataset.'
    : 'Check the address in DATASET_URL if it is set, or give a file with --dataset.';
}
