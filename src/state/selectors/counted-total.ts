import type { ConsoleState } from '../store.ts';

/**
 * Tracks counted in all runs, as far as the figures of this run are told: the analytics come less
 * often, and what was counted since is added. `null` before anything was counted.
 */
export function selectCountedTotal({
  analytics,
  consumer,
}: Pick<ConsoleState, 'analytics' | 'consumer'>): number | null {
  if (analytics === null) return consumer.countedNow === 0 ? null : consumer.countedNow;
  return analytics.view.total + Math.max(0, consumer.countedNow - analytics.countedNow);
}
