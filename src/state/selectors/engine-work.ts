import { formatCount } from '../../domain/format.ts';
import type { ProducerSlice } from '../slices/producer.ts';
import type { ConsoleState } from '../store.ts';
import { selectTotalLag } from './lag.ts';

/** Whether an ingestion of this engine is under way, paused ones included. */
export function isIngesting({ status }: Pick<ProducerSlice, 'status'>): boolean {
  return status.name === 'preparing' || status.name === 'publishing' || status.name === 'retrying';
}

/** Whether it publishes now: no pause and no failed attempt stands in between. */
export function isPublishing({
  status,
  pausedSince,
}: Pick<ProducerSlice, 'status' | 'pausedSince'>): boolean {
  return status.name === 'publishing' && pausedSince === null;
}

/** Whether rows are on their way into the topic, from here or from another process. */
export function areRowsComing(producer: Pick<ProducerSlice, 'status' | 'pausedSince'>): boolean {
  const isUnderWay = isIngesting(producer) || producer.status.name === 'elsewhere';
  return isUnderWay && producer.pausedSince === null;
}

/** Which ingestion of this engine is under way, by when it was begun; `null` when none is. */
export function selectIngestion(
  producer: Pick<ProducerSlice, 'status' | 'begunAt'>,
): number | null {
  return isIngesting(producer) ? producer.begunAt : null;
}

/** Whether a run on Spark that this engine submitted is under way. */
export function isSparkRunning(state: Pick<ConsoleState, 'spark'>): boolean {
  return selectSparkRun(state) !== null;
}

/** Which run on Spark is under way, by when it was asked for; `null` when none is. */
export function selectSparkRun({ spark }: Pick<ConsoleState, 'spark'>): number | null {
  const run = spark?.run;
  if (run?.name === 'checking') return run.since;
  return run?.name === 'running' ? run.begunAt : null;
}

export const SNAPSHOT_WORK = 'is writing a snapshot';

/** What would be left half done if the engine stopped now, in words; `null` when nothing would. */
export function selectWork(state: ConsoleState): string | null {
  const { producer } = state;
  if (isIngesting(producer)) {
    const what = producer.pausedSince === null ? 'is ingesting' : 'has its ingestion paused';
    return `${what}: ${formatCount(producer.totals.acknowledged)} rows acknowledged so far`;
  }
  const consuming = consumptionWork(state);
  if (consuming !== null) return consuming;
  if (isSparkRunning(state)) return 'has a run on Spark under way';
  return state.exports.snapshotSince === null ? null : SNAPSHOT_WORK;
}

function consumptionWork(state: ConsoleState): string | null {
  const { consumer } = state;
  const waiting = selectTotalLag(state) ?? 0;
  const isPaused = consumer.pausedSince !== null;
  // What a member that has caught up still lacks has only just been written.
  if (waiting === 0 || (consumer.status.name === 'caught-up' && !isPaused)) return null;
  const what = isPaused ? 'has its consumption paused' : 'is consuming';
  return `${what}: ${formatCount(waiting)} records are still to be counted`;
}
