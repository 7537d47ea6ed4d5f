import type { AnalyticsView } from '../../domain/analytics/analytics-view.ts';
import type { ConsoleEvent } from '../events.ts';

/** What was counted so far, a few times a second at most; `null` before the first record. */
export type AnalyticsSlice = { readonly view: AnalyticsView; readonly at: number } | null;

export function analyticsReducer(slice: AnalyticsSlice, event: ConsoleEvent): AnalyticsSlice {
  return event.type === 'analytics/counted' ? { view: event.view, at: event.at } : slice;
}
