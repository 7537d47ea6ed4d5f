import { ConsoleError } from '../../../domain/errors.ts';
import type { ConsumerDelivery, PartitionOffsets } from '../../ports.ts';
import type { BatchTable } from './batch-table.ts';
import type { GroupOffsets } from './group-offsets.ts';
import { createPartitionReader, type PartitionReader } from './partition-reader.ts';
import type { TopicCatalog, TopicRef } from './topic-catalog.ts';

type Progress = {
  readonly partition: number;
  readonly reader: PartitionReader;
  /** Not known from the assignment until something is asked of the partition. */
  position: number | undefined;
};

type PositionedProgress = Progress & { position: number };

/** Reads the partitions of one member in turn. */
export type PartitionFeed = {
  add(partitions: readonly number[]): void;
  remove(partitions: readonly number[]): void;
  seek(partition: number, offset: number): void;
  /** @throws `OFFSET_OUT_OF_RANGE`, `STORE_CORRUPT` */
  next(
    logOffsets: readonly PartitionOffsets[],
    options: { readonly isPaused: boolean },
  ): ConsumerDelivery | undefined;
};

export function createPartitionFeed(
  deps: {
    readonly catalog: TopicCatalog;
    readonly batches: BatchTable;
    readonly offsets: GroupOffsets;
  },
  options: {
    readonly groupId: string;
    readonly topic: TopicRef;
    readonly idleMs: number;
    readonly maxBatchRecords: number;
  },
): PartitionFeed {
  const { groupId, topic, idleMs, maxBatchRecords } = options;
  /** In the order of turns: whoever was read goes to the end. */
  let feeds: readonly Progress[] = [];
  let lastIdleMs: number | undefined;

  function withPositions(logOffsets: readonly PartitionOffsets[]): readonly PositionedProgress[] {
    if (feeds.some(({ position }) => position === undefined)) {
      const committed = deps.offsets.committed(groupId, topic);
      for (const feed of feeds) {
        const { partition } = feed;
        feed.position ??=
          committed.get(partition)?.offset ?? offsetsOf(logOffsets, partition).logStartOffset;
      }
    }
    return feeds as readonly PositionedProgress[];
  }

  function readNext(
    positioned: readonly PositionedProgress[],
    logOffsets: readonly PartitionOffsets[],
  ): ConsumerDelivery | undefined {
    for (const feed of positioned) {
      const { logEndOffset } = offsetsOf(logOffsets, feed.partition);
      const records = feed.reader.read(feed.position, logEndOffset, maxBatchRecords);
      if (records.length === 0) continue;
      const { partition } = feed;
      const nextOffset = feed.position + records.length;
      feed.position = nextOffset;
      feeds = [...positioned.filter((each) => each !== feed), feed];
      const batch = { topic: topic.name, partition, records, nextOffset, logEndOffset };
      return { type: 'records', batch };
    }
    return undefined;
  }

  function idle(
    positioned: readonly PositionedProgress[],
    logOffsets: readonly PartitionOffsets[],
    isPaused: boolean,
  ): ConsumerDelivery | undefined {
    const isAtEnd = positioned.every(
      ({ partition, position }) => position === offsetsOf(logOffsets, partition).logEndOffset,
    );
    const nowMs = performance.now();
    if (!isAtEnd && !isPaused) return undefined;
    if (lastIdleMs !== undefined && nowMs - lastIdleMs < idleMs) return undefined;
    lastIdleMs = nowMs;
    const positions = positioned.map(({ partition, position }) => [partition, position] as const);
    return { type: 'idle', isPaused, positions: new Map(positions) };
  }

  return {
    add: (partitions) => {
      lastIdleMs = undefined;
      const added = partitions.map((partition) => ({
        partition,
        reader: createPartitionReader({ ...deps, topic, partition }),
        position: undefined,
      }));
      feeds = [...feeds, ...added];
    },
    remove: (partitions) => {
      lastIdleMs = undefined;
      feeds = feeds.filter(({ partition }) => !partitions.includes(partition));
    },
    seek: (partition, offset) => {
      const feed = feeds.find((each) => each.partition === partition);
      if (feed !== undefined) feed.position = offset;
    },
    next: (logOffsets, { isPaused }) => {
      const positioned = withPositions(logOffsets);
      const delivery =
        expireNext(positioned, logOffsets, topic) ??
        (isPaused ? undefined : readNext(positioned, logOffsets));
      if (delivery === undefined) return idle(positioned, logOffsets, isPaused);
      lastIdleMs = undefined;
      return delivery;
    },
  };
}

/** Moves the first position that retention has overtaken. */
function expireNext(
  positioned: readonly PositionedProgress[],
  logOffsets: readonly PartitionOffsets[],
  topic: TopicRef,
): ConsumerDelivery | undefined {
  for (const feed of positioned) {
    const { partition, position: from } = feed;
    const { logStartOffset: to, logEndOffset } = offsetsOf(logOffsets, partition);
    if (from > logEndOffset) throw offsetOutOfRange(topic, partition, from, logEndOffset);
    if (from >= to) continue;
    feed.position = to;
    return { type: 'expired', partition, from, to };
  }
  return undefined;
}

function offsetsOf(logOffsets: readonly PartitionOffsets[], partition: number): PartitionOffsets {
  return logOffsets.find((each) => each.partition === partition) as PartitionOffsets;
}

function offsetOutOfRange(
  topic: TopicRef,
  partition: number,
  offset: number,
  logEndOffset: number,
): ConsoleError {
  const where = `${topic.name}, partition ${partition}`;
  return new ConsoleError(
    'OFFSET_OUT_OF_RANGE',
    `Offset ${offset} is beyond the log end offset ${logEndOffset} of ${where}`,
    {
      hint: 'The log has lost records since this offset was saved. Start again: what was counted is then set aside, and counted anew from the topic.',
      context: { topic: topic.name, partition, offset, logEndOffset },
    },
  );
}
