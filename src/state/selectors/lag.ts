import type { PartitionFacts, PartitionReading } from '../events.ts';
import type { ConsoleState } from '../store.ts';

/** A partition as this member and the broker see it; `null` is what neither knows yet. */
export type PartitionLag = {
  readonly partition: number;
  /** Next to be read by whoever holds it: our position, else what the group committed. */
  readonly position: number | null;
  readonly logEndOffset: number;
  readonly committedOffset: number | null;
  /** Records still to be read. */
  readonly lag: number;
  /** Client id of its member; `null` when nobody holds it, as far as is known. */
  readonly owner: string | null;
  readonly isOurs: boolean;
};

type Known = Pick<ConsoleState, 'consumer' | 'topic'>;

/** Every partition that is known of, in order. Our own readings are newer than what the broker told. */
export function selectPartitionLags({ consumer, topic }: Known): readonly PartitionLag[] {
  const facts = new Map(topic?.partitions.map((fact) => [fact.partition, fact]));
  const readings = new Map(Object.values(consumer.partitions).map((own) => [own.partition, own]));
  const numbers = [...new Set([...facts.keys(), ...readings.keys()])].sort((a, b) => a - b);
  return numbers.map((partition) =>
    partitionLag(partition, readings.get(partition), facts.get(partition)),
  );
}

function partitionLag(
  partition: number,
  reading: PartitionReading | undefined,
  fact: PartitionFacts | undefined,
): PartitionLag {
  const committedOffset = fact?.committedOffset ?? null;
  const position = reading?.nextOffset ?? committedOffset;
  const logEndOffset = Math.max(reading?.logEndOffset ?? 0, fact?.logEndOffset ?? 0);
  const from = position ?? fact?.logStartOffset ?? 0;
  return {
    partition,
    position,
    logEndOffset,
    committedOffset,
    lag: Math.max(0, logEndOffset - from),
    owner: fact?.owner ?? null,
    isOurs: reading !== undefined,
  };
}

/** Records of all known partitions still to be read; `null` while no partition is known. */
export function selectTotalLag(state: Known): number | null {
  const lags = selectPartitionLags(state);
  return lags.length === 0 ? null : lags.reduce((sum, { lag }) => sum + lag, 0);
}
