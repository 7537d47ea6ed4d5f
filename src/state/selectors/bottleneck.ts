import { isDiskFailure } from '../../domain/errors.ts';
import type { ConsoleState } from '../store.ts';
import { selectIsBrokerBack } from './broker-away.ts';
import { selectDrainTime } from './drain-time.ts';

/** What keeps the road from being faster. */
export type Bottleneck =
  /** Nothing moves and nothing wants to. */
  | 'at-rest'
  | 'broker'
  /** It answers again; the attempts that failed before are not made again yet. */
  | 'broker-back'
  /** Files cannot be written. */
  | 'disk'
  | 'production-paused'
  | 'consumption-paused'
  | 'rate-limit'
  | 'consumer'
  | 'producer'
  /** All else is done; exports wait for HDFS. */
  | 'hdfs';

type Known = Pick<ConsoleState, 'producer' | 'consumer' | 'topic' | 'metrics' | 'hdfs'>;

/** A limit counts as the bottleneck when the rate is this near to it. */
const NEAR_LIMIT = 0.8;

/** The part of the road that the others wait for, or that stands still. */
export function selectBottleneck(state: Known): Bottleneck {
  const { producer, consumer, topic, metrics, hdfs } = state;
  const failures = [producer.status, consumer.status].flatMap((status) =>
    'failure' in status ? [status.failure.code] : [],
  );
  if (failures.some(isDiskFailure)) return 'disk';
  if ((topic?.unreachable ?? null) !== null) return 'broker';
  const retries = [producer.status, consumer.status].filter((status) => status.name === 'retrying');
  if (retries.length > 0) {
    return retries.every((retry) => selectIsBrokerBack(state, retry)) ? 'broker-back' : 'broker';
  }
  const drain = selectDrainTime(state);
  const isBehind = drain.kind !== 'drained' && drain.kind !== 'unknown';
  if (consumer.pausedSince !== null && isBehind) return 'consumption-paused';
  const isIngesting = producer.status.name === 'publishing' || producer.status.name === 'elsewhere';
  if (isIngesting && producer.pausedSince !== null) return 'production-paused';
  if (drain.kind === 'growing') return 'consumer';
  if (!isIngesting && isBehind) return 'consumer';
  if (!isIngesting) return (hdfs?.queue.exports ?? 0) > 0 ? 'hdfs' : 'at-rest';
  const limit = producer.rowsPerSecondLimit;
  const isLimited = limit !== null && metrics.acknowledgedPerSecond >= limit * NEAR_LIMIT;
  return isLimited ? 'rate-limit' : 'producer';
}
