import type { AnalyticsView } from '../../domain/analytics/analytics-view.ts';
import type { ConsoleEvent } from '../events.ts';

/** What was counted so far, a few times a second at most; `null` before the first record. */
export type AnalyticsSlice = {
  readonly view: AnalyticsView;
  /** Records that this process had counted by then. */
  readonly countedNow: number;
  readonly at: number;
} | null;

export function analyticsReducer(slice: AnalyticsSlice, event: ConsoleEvent): AnalyticsSlice {
  if (event.type !== 'analytics/counted') return slice;
  const { view, countedNow, at } = event;
  return { view, countedNow, at };
}
