import type { ConsoleEvent } from '../events.ts';

/** Rates over the sampler's window. */
export type MetricsSlice = {
  readonly acknowledgedPerSecond: number;
  readonly sourceBytesPerSecond: number;
  readonly countedPerSecond: number;
};

export const initialMetrics: MetricsSlice = {
  acknowledgedPerSecond: 0,
  sourceBytesPerSecond: 0,
  countedPerSecond: 0,
};

export function metricsReducer(slice: MetricsSlice, event: ConsoleEvent): MetricsSlice {
  if (event.type !== 'metrics/sampled') return slice;
  const { acknowledgedPerSecond, sourceBytesPerSecond, countedPerSecond } = event;
  return { acknowledgedPerSecond, sourceBytesPerSecond, countedPerSecond };
}
