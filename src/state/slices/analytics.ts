import type { AnalyticsView } from '../../domain/analytics/analytics-view.ts';
import type { ConsoleEvent } from '../events.ts';

/** What was counted so far, a few times a second at most; `null` before the first record. */
export type AnalyticsSlice = {
  readonly view: AnalyticsView;
  /** Records that this process had counted by then. */
  readonly countedNow: number;
  readonly at: number;
  /** Of an earlier process, `at` its time: the topic may be another one by now. */
  readonly isRecalled: boolean;
} | null;

export function analyticsReducer(slice: AnalyticsSlice, event: ConsoleEvent): AnalyticsSlice {
  switch (event.type) {
    case 'analytics/counted': {
      const { view, countedNow, at } = event;
      return { view, countedNow, at, isRecalled: false };
    }
    case 'analytics/recalled':
      return { view: event.view, countedNow: 0, at: event.countedUntil, isRecalled: true };
    case 'consumer/joining':
      // What is saved of this topic was told before.
      return slice?.isRecalled ? null : slice;
    default:
      return slice;
  }
}
