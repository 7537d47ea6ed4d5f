import type { ConsoleState } from '../store.ts';
import { selectBrokerAway } from './broker-away.ts';
import { selectPartitionLags } from './lag.ts';

/** When the group will have read all there is. */
export type DrainTime =
  /** No partition is known, or the broker does not tell what comes in. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'drained' }
  /** Nothing is read, so that it stays as it is. */
  | { readonly kind: 'standing' }
  /** About as much is read as comes in. */
  | { readonly kind: 'steady' }
  /** More comes in than is read: never, at these rates. */
  | { readonly kind: 'growing'; readonly recordsPerSecond: number }
  | { readonly kind: 'drains'; readonly inMs: number };

/** Rates are of a few seconds: a smaller difference between them means nothing. */
const STEADY_SHARE = 0.05;
/** What is read within this time is on its way, not behind, however much more has just come in. */
const UNHEEDED_SECONDS = 1;

/**
 * Time until the partition furthest behind is read to its end: what is read beyond what comes in
 * is taken to be shared evenly by the partitions that lag.
 */
export function selectDrainTime(
  state: Pick<ConsoleState, 'consumer' | 'topic' | 'metrics'>,
): DrainTime {
  const lags = selectPartitionLags(state).map(({ lag }) => lag);
  if (lags.length === 0 || selectBrokerAway(state) !== null) return { kind: 'unknown' };
  const worst = Math.max(...lags);
  if (worst === 0) return { kind: 'drained' };
  const { countedPerSecond, acknowledgedPerSecond } = state.metrics;
  if (countedPerSecond === 0 && acknowledgedPerSecond === 0) return { kind: 'standing' };
  const gained = countedPerSecond - acknowledgedPerSecond;
  if (Math.abs(gained) <= acknowledgedPerSecond * STEADY_SHARE) return { kind: 'steady' };
  const total = lags.reduce((sum, lag) => sum + lag, 0);
  if (gained < 0 && total <= countedPerSecond * UNHEEDED_SECONDS) return { kind: 'steady' };
  if (gained < 0) return { kind: 'growing', recordsPerSecond: -gained };
  const behind = lags.filter((lag) => lag > 0).length;
  return { kind: 'drains', inMs: (worst * behind * 1000) / gained };
}
