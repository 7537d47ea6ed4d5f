import { backoffDelay } from '../../domain/backoff.ts';
import { type ConsoleError, toConsoleError } from '../../domain/errors.ts';
import type { Clock } from '../../services/ports.ts';
import { BACKOFF, type Sleep } from './backoff.ts';

type Retry = {
  /** The failure that makes it worth another attempt. */
  readonly failure: ConsoleError;
  /** Attempts made so far. */
  readonly attempt: number;
  /** Since the first attempt. */
  readonly elapsedMs: number;
};

export type RetryPolicy = {
  readonly isWorthIt: (retry: Retry) => boolean;
  readonly onRetry: (retry: Retry & { readonly delayMs: number }) => void;
};

/**
 * Does the work until it succeeds or another attempt is not worth it. An abort ends the waiting
 * with the signal's reason.
 *
 * @throws {ConsoleError} the last failure
 */
export async function withRetries<Result>(
  work: () => Result | Promise<Result>,
  policy: RetryPolicy,
  deps: { readonly clock: Clock; readonly sleep: Sleep },
  signal: AbortSignal,
): Promise<Result> {
  const startedAt = deps.clock.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      const failure = toConsoleError(error);
      const retry = { failure, attempt, elapsedMs: deps.clock.now() - startedAt };
      if (!policy.isWorthIt(retry)) throw failure;
      const delayMs = backoffDelay(BACKOFF, attempt, Math.random());
      policy.onRetry({ ...retry, delayMs });
      await deps.sleep(delayMs, signal);
    }
  }
}
