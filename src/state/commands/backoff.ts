/** How long an operation waits between attempts: doubling, capped, with jitter. */
type Backoff = {
  readonly initialMs: number;
  readonly maxMs: number;
};

/** Of everything that waits for a broker or a store. */
export const BACKOFF: Backoff = { initialMs: 50, maxMs: 5_000 };

/**
 * Delay before the next attempt, 75-100 % of `initialMs * 2^(attempt - 1)`, at most `maxMs`.
 *
 * @param attempt - attempts made so far, from 1
 * @param random - a number in [0, 1)
 */
export function backoffDelay(backoff: Backoff, attempt: number, random: number): number {
  const doubled = Math.min(backoff.maxMs, backoff.initialMs * 2 ** (attempt - 1));
  return Math.round(doubled * (0.75 + random / 4));
}

/** Waits that end early, by throwing the signal's reason, when the signal aborts. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;
