import type { ConsoleState } from '../store.ts';
import { selectBrokerAway } from './broker-away.ts';
import { isPublishing } from './engine-work.ts';

/** Share of the source's bytes that are dealt with, 0-1; `null` while the source is not known. */
export function selectIngestShare({ producer }: Pick<ConsoleState, 'producer'>): number | null {
  if (producer.status.name === 'complete') return 1;
  const bytes = producer.source?.bytes ?? 0;
  return bytes === 0 ? null : Math.min(1, producer.byte / bytes);
}

/**
 * Time left to ingest at the present rate, or at the limit where that is lower by now, in
 * milliseconds; `null` without a rate, while nothing is published and while the broker is away.
 */
export function selectIngestTimeLeft(
  state: Pick<ConsoleState, 'producer' | 'metrics' | 'topic'>,
): number | null {
  const { producer, metrics } = state;
  if (producer.status.name === 'complete') return 0;
  if (producer.source === null || !isPublishing(producer) || selectBrokerAway(state) !== null)
    return null;
  if (metrics.sourceBytesPerSecond <= 0) return null;
  const bytesLeft = Math.max(0, producer.source.bytes - producer.byte);
  return (bytesLeft * 1000) / (metrics.sourceBytesPerSecond * limitedShare(state));
}

/** Rates are of the last seconds: what was faster than a new limit is so no more. */
function limitedShare({ producer, metrics }: Pick<ConsoleState, 'producer' | 'metrics'>): number {
  const { rowsPerSecondLimit: limit } = producer;
  const { acknowledgedPerSecond: rate } = metrics;
  return limit === null || rate <= limit ? 1 : limit / rate;
}

/** How long this process has been ingesting, or took to; `null` before it began. */
export function selectIngestElapsed(
  { producer }: Pick<ConsoleState, 'producer'>,
  now: number,
): number | null {
  const { startedAt, endedAt } = producer;
  return startedAt === null ? null : Math.max(0, (endedAt ?? now) - startedAt);
}
