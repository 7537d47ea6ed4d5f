import type { Sleep } from './backoff.ts';

/** One look at something outside; what it sees it dispatches. */
export type Look = (signal: AbortSignal) => Promise<void> | void;

/**
 * Looks again and again until the signal aborts, each time some while after the look before has
 * ended, so that none overlaps with itself.
 *
 * @param onFailure - told what a look has thrown; the next look comes all the same
 */
export async function observe(
  look: Look,
  intervalMs: number,
  deps: { readonly sleep: Sleep; readonly onFailure: (thrown: unknown) => void },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await look(signal);
    } catch (error) {
      if (!signal.aborted) deps.onFailure(error);
    }
    await deps.sleep(intervalMs, signal).catch(() => {});
  }
}
