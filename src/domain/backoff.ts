/** How long an operation waits between attempts: doubling, and capped. */
export type Backoff = {
  readonly initialMs: number;
  readonly maxMs: number;
};

/**
 * Delay before the next attempt: `initialMs * 2^(attempt - 1)`, at most `maxMs`.
 *
 * @param attempt - attempts made so far, from 1
 */
export function doubledDelay({ initialMs, maxMs }: Backoff, attempt: number): number {
  return Math.min(maxMs, initialMs * 2 ** (attempt - 1));
}

/**
 * 75-100 % of the doubled delay, so that many who failed together do not all come back together.
 *
 * @param random - a number in [0, 1)
 */
export function backoffDelay(backoff: Backoff, attempt: number, random: number): number {
  return Math.round(doubledDelay(backoff, attempt) * (0.75 + random / 4));
}
