/** Rows per second that the keys step through. */
const RATE_STEPS = [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000] as const;

/**
 * The limit one step further; `null` is no limit.
 *
 * @param limit - in force, rows per second
 * @param ratePerSecond - of the ingest now: without a limit, the first step down is below it
 */
export function nextRateLimit(
  limit: number | null,
  direction: 'down' | 'up',
  ratePerSecond: number,
): number | null {
  if (direction === 'up') {
    return limit === null ? null : (RATE_STEPS.find((step) => step > limit) ?? null);
  }
  const from = limit ?? (ratePerSecond > 0 ? ratePerSecond : Number.POSITIVE_INFINITY);
  return RATE_STEPS.findLast((step) => step < from) ?? RATE_STEPS[0];
}
