import { type Backoff, doubledDelay } from '../../domain/backoff.ts';
import { type ConsoleError, toConsoleError } from '../../domain/errors.ts';
import { formatCount } from '../../domain/format.ts';
import type { Clock } from '../ports.ts';
import { sleep, type Timers } from '../timers.ts';
import { type Answer, readAnswer, requestHeaders } from './answer.ts';
import { type AttemptWatch, watchAttempt } from './attempt-watch.ts';
import { interrupted, translateTransportError } from './download-errors.ts';
import { closeResponse, type HttpGet } from './http-get.ts';
import { type OpenedResponse, openResponse } from './open-response.ts';
import type { PartialFile } from './partial-file.ts';
import { createProgressMeter, type DownloadProgress } from './progress-meter.ts';
import type { DownloadSource } from './sources.ts';

export type DownloadDeps = {
  readonly get: HttpGet;
  readonly clock: Clock;
  readonly timers: Timers;
};

type DownloadJob = DownloadDeps & {
  readonly source: DownloadSource;
  readonly file: PartialFile;
  onProgress(progress: DownloadProgress): void;
  /** @param attempt - the one that failed, from 1 */
  onRetry(failure: ConsoleError, attempt: number, delayMs: number): void;
};

const MAX_ATTEMPTS = 5;
const BACKOFF: Backoff = { initialMs: 500, maxMs: 8_000 };
/** A server that wants us to come back later than this is given up. */
const MAX_RETRY_AFTER_MS = 30_000;

/**
 * Brings the partial file to its full length. Whatever the source sent so far is gone on with where
 * it can be, between attempts and between processes.
 *
 * @throws `DOWNLOAD_UNREACHABLE`, `DOWNLOAD_INTERRUPTED`, `DOWNLOAD_REFUSED`, `DOWNLOAD_INSECURE`
 */
export async function download(job: DownloadJob, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await attemptOnce(job, signal);
      return;
    } catch (error) {
      signal.throwIfAborted();
      const failure = toConsoleError(error);
      const delayMs = retryDelay(failure, attempt);
      if (delayMs === undefined) throw error;
      job.onRetry(failure, attempt, delayMs);
      await sleep(job.timers, delayMs, signal);
    }
  }
}

/** `undefined` gives the source up. A server that was never reached is not worth waiting for. */
function retryDelay(failure: ConsoleError, attempt: number): number | undefined {
  const wasReached = failure.code === 'DOWNLOAD_INTERRUPTED' || attempt > 1;
  if (!failure.isRetryable || !wasReached || attempt >= MAX_ATTEMPTS) return undefined;
  const asked = failure.context['retryAfterMs'];
  if (typeof asked === 'number') return asked > MAX_RETRY_AFTER_MS ? undefined : asked;
  return doubledDelay(BACKOFF, attempt);
}

async function attemptOnce(job: DownloadJob, stopSignal: AbortSignal): Promise<void> {
  const watch = watchAttempt(job.timers, stopSignal);
  try {
    const accepted = await askForTheRest(job, watch);
    try {
      await receive(job, accepted, watch);
    } finally {
      closeResponse(accepted.response);
    }
  } finally {
    watch.stop();
  }
}

type AcceptedResponse = OpenedResponse & { readonly answer: Answer };

/** Asks for what is missing; once more, for everything, where the server cannot go on at the mark. */
async function askForTheRest(
  { get, clock, source, file }: DownloadJob,
  watch: AttemptWatch,
): Promise<AcceptedResponse> {
  for (;;) {
    const mark = await file.mark();
    const opened = await openResponse(get, source, requestHeaders(mark), watch);
    try {
      const answer = readAnswer(opened.response, opened.url, mark, clock.now());
      if (answer !== undefined) return { ...opened, answer };
    } catch (error) {
      closeResponse(opened.response);
      throw error;
    }
    closeResponse(opened.response);
    await file.discard();
  }
}

async function receive(
  { clock, timers, file, onProgress }: DownloadJob,
  { response, url, answer }: AcceptedResponse,
  watch: AttemptWatch,
): Promise<void> {
  const { firstByte, totalBytes, validator } = answer;
  if (firstByte === 0) await file.restart(validator);
  let received = firstByte;
  const meter = createProgressMeter({ clock, timers, totalBytes, report: onProgress }, received);
  const { signal } = watch;
  async function* body(): AsyncGenerator<Buffer, void, undefined> {
    try {
      for await (const chunk of (response.body ?? []) as AsyncIterable<Buffer>) {
        watch.received(chunk.length);
        received += chunk.length;
        meter.received(received);
        yield chunk;
      }
    } catch (error) {
      throw translateTransportError(error, url, { isConnected: true, signal });
    }
  }
  try {
    await file.append(body());
  } finally {
    meter.end();
  }
  if (totalBytes !== null && received !== totalBytes) {
    if (received > totalBytes) await file.discard();
    throw wrongLength(url, received, totalBytes);
  }
}

function wrongLength(url: URL, received: number, announced: number): ConsoleError {
  const counts = `${formatCount(received)} of ${formatCount(announced)} bytes`;
  return interrupted(`${url.host} sent ${counts}`, url);
}
