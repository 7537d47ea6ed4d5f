import { setTimeout } from 'node:timers/promises';
import type { RecordBatch } from '../../ports.ts';
import type { AssignedPartitions } from './assigned-partitions.ts';
import { createFetchCycles } from './fetch-cycles.ts';
import type { FetchedBatch, GroupClientOptions, SkippedOffsets } from './group-client.ts';
import { createHandover } from './handover.ts';
import { recordBatches } from './record-batches.ts';

/**
 * Takes what kafkajs pushes and gives it out when it is asked for. What was fetched from anywhere
 * else than the position of its partition is dropped.
 */
export type FetchIntake = Pick<
  GroupClientOptions,
  'onBatch' | 'onSkipped' | 'onBrokers' | 'onFetch'
> & {
  /** The next batch, if one is there; reading goes on behind it. */
  read(): RecordBatch | undefined;
  /** What waits is not wanted any more: its partition is read anew, or by somebody else. */
  withdraw(): void;
  forget(partitions: readonly number[]): void;
  /** Something is to be read anew: what was quiet so far says nothing. */
  expectMore(): void;
  /** Nothing waits, and no broker has anything more. */
  hasReadAll(): boolean;
};

type IntakeDependencies = {
  readonly partitions: AssignedPartitions;
  /** Whether what arrives now can belong to the assignment that was told of. */
  readonly isOpen: () => boolean;
  /** Stops reading the partition until its position was compared with the log. */
  readonly checkAnew: (partition: number) => void;
  readonly notify: () => void;
};

type IntakeOptions = {
  readonly topic: string;
  readonly heartbeatIntervalMs: number;
  readonly maxBatchRecords: number;
};

export function createFetchIntake(
  { partitions, isOpen, checkAnew, notify }: IntakeDependencies,
  options: IntakeOptions,
): FetchIntake {
  const { topic } = options;
  const handover = createHandover<RecordBatch>(notify);
  const cycles = createFetchCycles();
  /** Passed over without records, to be told before the next records of the partition. */
  const skipped = new Map<number, RecordBatch>();

  function isReading(partition: number): boolean {
    return isOpen() && partitions.has(partition) && !partitions.unchecked().includes(partition);
  }

  async function onBatch(
    batch: FetchedBatch,
    resolve: (nextOffset: number) => void,
    heartbeat: () => Promise<void>,
  ): Promise<void> {
    cycles.reset();
    const { partition } = batch;
    if (!isReading(partition)) return;
    if (batch.fetchedOffset !== partitions.position(partition)) {
      checkAnew(partition);
      return;
    }
    for (const part of recordBatches(batch, options)) {
      if (!(await untilTaken(handover.offer(part), heartbeat))) return;
      resolve(part.nextOffset);
    }
  }

  /** The member lives on, however long its caller takes over a batch. */
  async function untilTaken(
    taken: Promise<boolean>,
    heartbeat: () => Promise<void>,
  ): Promise<boolean> {
    for (;;) {
      const waiting = new AbortController();
      const { signal } = waiting;
      const due = setTimeout(options.heartbeatIntervalMs, 'due' as const, { signal });
      const outcome = await Promise.race([taken, due.catch(() => 'due' as const)]);
      waiting.abort();
      if (outcome !== 'due') return outcome;
      try {
        await heartbeat();
      } catch (error) {
        handover.withdraw();
        throw error;
      }
    }
  }

  function onSkipped({ partition, firstOffset, nextOffset, logEndOffset }: SkippedOffsets): void {
    cycles.reset();
    if (!isReading(partition)) return;
    const position = partitions.position(partition) ?? 0;
    if ((firstOffset ?? 0) > position && !partitions.isFresh(partition)) {
      checkAnew(partition);
      return;
    }
    if (nextOffset <= position) return;
    partitions.moveTo(partition, nextOffset);
    skipped.set(partition, { topic, partition, records: [], nextOffset, logEndOffset });
    notify();
  }

  return {
    onBatch,
    onSkipped,
    onBrokers: (nodeIds) => cycles.follow(nodeIds),
    onFetch: (nodeId) => {
      cycles.begin(nodeId);
      if (cycles.areQuiet()) notify();
    },
    read: () => {
      for (const [partition, batch] of skipped) {
        skipped.delete(partition);
        return batch;
      }
      const batch = handover.take();
      if (batch !== undefined) partitions.moveTo(batch.partition, batch.nextOffset);
      return batch;
    },
    withdraw: () => handover.withdraw(),
    forget: (gone) => {
      for (const partition of gone) skipped.delete(partition);
    },
    expectMore: () => cycles.reset(),
    hasReadAll: () => skipped.size === 0 && handover.isEmpty() && cycles.areQuiet(),
  };
}
