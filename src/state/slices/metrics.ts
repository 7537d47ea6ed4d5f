import type { ConsoleEvent } from '../events.ts';

/** Rates over the sampler's window, and how they went. */
export type MetricsSlice = {
  readonly acknowledgedPerSecond: number;
  readonly sourceBytesPerSecond: number;
  readonly countedPerSecond: number;
  /** Records per second, one point a second, oldest first; the newest two minutes. */
  readonly acknowledgedHistory: readonly number[];
  readonly countedHistory: readonly number[];
  /** Time of the newest point. */
  readonly historyAt: number;
};

export const initialMetrics: MetricsSlice = {
  acknowledgedPerSecond: 0,
  sourceBytesPerSecond: 0,
  countedPerSecond: 0,
  acknowledgedHistory: [],
  countedHistory: [],
  historyAt: 0,
};

const HISTORY_POINTS = 120;
const POINT_MS = 1_000;

export function metricsReducer(slice: MetricsSlice, event: ConsoleEvent): MetricsSlice {
  switch (event.type) {
    case 'metrics/sampled':
      return sampled(slice, event);
    case 'ingest/paused':
      return withRates(slice, { ...slice, acknowledgedPerSecond: 0, sourceBytesPerSecond: 0 });
    case 'consumer/paused':
      return withRates(slice, { ...slice, countedPerSecond: 0 });
    default:
      return slice;
  }
}

function sampled(
  slice: MetricsSlice,
  event: Extract<ConsoleEvent, { type: 'metrics/sampled' }>,
): MetricsSlice {
  const { acknowledgedPerSecond, sourceBytesPerSecond, countedPerSecond, at } = event;
  const rates = { acknowledgedPerSecond, sourceBytesPerSecond, countedPerSecond };
  const isDue = at - slice.historyAt >= POINT_MS;
  const isStill = Object.values(rates).every((rate) => rate === 0) && !hasMoved(slice);
  if (isStill) return slice;
  if (!isDue) return withRates(slice, rates);
  return {
    ...rates,
    acknowledgedHistory: appended(slice.acknowledgedHistory, acknowledgedPerSecond),
    countedHistory: appended(slice.countedHistory, countedPerSecond),
    historyAt: at,
  };
}

type Rates = Pick<
  MetricsSlice,
  'acknowledgedPerSecond' | 'sourceBytesPerSecond' | 'countedPerSecond'
>;

function withRates(slice: MetricsSlice, rates: Rates): MetricsSlice {
  return hasSameRates(slice, rates) ? slice : { ...slice, ...rates };
}

function hasSameRates(slice: MetricsSlice, rates: Rates): boolean {
  return (Object.keys(rates) as (keyof Rates)[]).every((name) => slice[name] === rates[name]);
}

/** A line of nothing but zeros need not move on: a screen at rest has nothing to draw. */
function hasMoved(slice: MetricsSlice): boolean {
  const { acknowledgedHistory, countedHistory } = slice;
  const rates = [slice.acknowledgedPerSecond, slice.countedPerSecond, slice.sourceBytesPerSecond];
  return [...acknowledgedHistory, ...countedHistory, ...rates].some((rate) => rate !== 0);
}

function appended(history: readonly number[], rate: number): readonly number[] {
  return [...history.slice(-(HISTORY_POINTS - 1)), rate];
}
