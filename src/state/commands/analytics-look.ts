import type { AnalyticsTotals } from '../../domain/analytics/analytics-totals.ts';
import { analyticsView, LIST_LIMIT } from '../../domain/analytics/analytics-view.ts';
import type { Clock, PartitionState } from '../../services/ports.ts';
import type { Dispatch } from '../events.ts';
import { expiredRecords } from './expired-records.ts';
import { GenreRates } from './genre-rates.ts';
import type { Look } from './observe.ts';

const INTERVAL_MS = 500;
/** A view costs more the more names there are: after one, so many times as long is none made. */
const REST = 40;

/**
 * Shows what is counted as it grows, and after that until the rates have come to rest; every 500 ms
 * at most, and at most for a fortieth of the time.
 *
 * @param deps.states - what is counted of every partition, by whomever
 */
export function createAnalyticsLook(deps: {
  readonly states: () => readonly PartitionState[];
  /** By this process. */
  readonly recordsCounted: () => number;
  readonly merge: (states: readonly PartitionState[]) => AnalyticsTotals;
  readonly clock: Clock;
  readonly dispatch: Dispatch;
}): Look {
  const { states: statesNow, recordsCounted, merge, clock, dispatch } = deps;
  const rates = new GenreRates();
  let shown = '';
  let isMoving = false;
  let nextAt = 0;

  return () => {
    const at = clock.now();
    if (at < nextAt) return;
    const states = statesNow();
    const extent = states.map(({ partition, nextOffset }) => `${partition}:${nextOffset}`).join();
    if (extent === shown && !isMoving) {
      rates.rest(at);
      return;
    }
    const totals = merge(states);
    const expired = expiredRecords(states);
    if (totals.total + totals.foreign + totals.unreadable + expired === 0) return;
    shown = extent;
    const isEvery = totals.uniqueGenres <= LIST_LIMIT;
    const view = analyticsView(totals, expired, LIST_LIMIT, (genre, count) =>
      rates.perSecond(genre, count, at, isEvery),
    );
    rates.record(view.genres, at);
    isMoving = view.genres.some(({ tracksPerSecond }) => tracksPerSecond > 0);
    dispatch({ type: 'analytics/counted', view, countedNow: recordsCounted(), at });
    const now = clock.now();
    nextAt = Math.max(at + INTERVAL_MS, now + REST * (now - at));
  };
}
