import { type Backoff, backoffDelay } from '../../../domain/backoff.ts';
import { type ConsoleError, toConsoleError } from '../../../domain/errors.ts';
import { sleep } from '../../clock.ts';
import type { Clock } from '../../ports.ts';
import type { OutageNews } from './outage-news.ts';

const BACKOFF: Backoff = { initialMs: 250, maxMs: 5_000 };

export type OutageOptions = {
  readonly clock: Clock;
  /** How long a broker may be away; `Infinity` waits for ever. */
  readonly brokerTimeoutMs: number;
  /** Ends every waiting. */
  readonly signal: AbortSignal;
  /** Told of every attempt that failed, and how long the next one is away. */
  readonly onAway?: (failure: ConsoleError, delayMs: number) => void;
  /** What is said about it, by all that wait for the same broker. */
  readonly news: OutageNews;
};

/** A broker that is away: how long to wait between two attempts. */
export type Outage = {
  /**
   * Notes a failed attempt and waits before the next; fails once it has lasted too long.
   *
   * @param begunAt - when the attempt began, which may have waited long for an answer
   */
  wait(failure: ConsoleError, begunAt?: number): Promise<void>;
  /** An attempt went through. */
  end(): void;
  /** Tries until the work is done, or fails for another reason than a broker that is away. */
  outlast<Result>(work: () => Promise<Result>): Promise<Result>;
};

export function createOutage(options: OutageOptions): Outage {
  const { clock, brokerTimeoutMs, signal, news } = options;
  let failedAt: number | undefined;
  let attempts = 0;

  function reset(): void {
    failedAt = undefined;
    attempts = 0;
  }

  async function wait(failure: ConsoleError, begunAt = clock.now()): Promise<void> {
    signal.throwIfAborted();
    failedAt ??= clock.now();
    attempts += 1;
    const left = brokerTimeoutMs - (clock.now() - failedAt);
    if (left <= 0) {
      reset();
      throw failure;
    }
    news.failed(failure, begunAt, attempts);
    const delay = Math.min(backoffDelay(BACKOFF, attempts, Math.random()), left);
    options.onAway?.(failure, delay);
    await sleep(delay, signal);
  }

  function end(): void {
    if (failedAt !== undefined) news.ended();
    reset();
  }

  async function outlast<Result>(work: () => Promise<Result>): Promise<Result> {
    for (;;) {
      const begunAt = clock.now();
      try {
        const result = await work();
        end();
        return result;
      } catch (error) {
        const failure = toConsoleError(error);
        if (failure.code !== 'BROKER_UNREACHABLE') throw failure;
        await wait(failure, begunAt);
      }
    }
  }

  return { wait, end, outlast };
}
