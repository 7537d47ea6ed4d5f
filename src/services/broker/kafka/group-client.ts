import { setTimeout } from 'node:timers/promises';
import type { Batch, Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { ConsoleError } from '../../../domain/errors.ts';
import type { CommittedOffset } from '../../ports.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { committedRoundRobin } from './committed-fetches.ts';
import type { Patience } from './patience.ts';

const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, multiplier: 2, retries: 5 };
/** Pause, resume, rebalance and leaving wait for a running fetch, so it must not wait long for records. */
const MAX_WAIT_MS = 100;
/** One fetch in memory is some thousand objects: more makes larger heaps, not faster reading. */
const MAX_FETCH_BYTES = 512 * 1024;
const MAX_BYTES_PER_PARTITION = 256 * 1024;
/** How soon partitions that a topic gained are noticed. */
const METADATA_MAX_AGE_MS = 5_000;
/** A broker that is away cannot be told of the leaving; the session expires by itself then. */
const LEAVE_TIMEOUT_MS = 5_000;

export type JoinedGroup = {
  readonly memberId: string;
  readonly generation: number;
  readonly partitions: readonly number[];
};

/** What one fetch brought of one partition. */
export type FetchedBatch = {
  readonly partition: number;
  /** Where the fetch began; everything from there up to `nextOffset` was looked at. */
  readonly fetchedOffset: number;
  readonly messages: readonly KafkaMessage[];
  readonly nextOffset: number;
  readonly logEndOffset: number;
};

/** A fetch that brought only markers and aborted records. */
export type SkippedOffsets = {
  readonly partition: number;
  readonly firstOffset: number | null;
  readonly nextOffset: number;
  readonly logEndOffset: number;
};

export type GroupClientOptions = {
  readonly groupId: string;
  readonly topic: string;
  readonly clientId: string;
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  /** The group has begun a rebalance, and this member waits for its assignment. */
  readonly onRebalancing: () => void;
  /** All assigned partitions are paused when this is called, and stay so until `resume`. */
  readonly onJoined: (joined: JoinedGroup) => void;
  /** No further batch is fetched before this settles; `heartbeat` must be called meanwhile. */
  readonly onBatch: (
    batch: FetchedBatch,
    resolve: (nextOffset: number) => void,
    heartbeat: () => Promise<void>,
  ) => Promise<void>;
  readonly onSkipped: (skipped: SkippedOffsets) => void;
  /** The nodes that are fetched from now on, with every change of the cluster's. */
  readonly onBrokers: (nodeIds: readonly string[]) => void;
  /** A fetch from this node begins: what the one before brought was handed over. */
  readonly onFetch: (nodeId: string) => void;
};

/** One life of a kafkajs consumer, from joining the group until it is stopped or lost. */
export type GroupClient = {
  /** Settles when the consumer is lost, with the reason, or stopped. */
  run(): Promise<unknown>;
  /** This and the next two do nothing while it is no member: all partitions are paused when it joins. */
  seek(partition: number, offset: number): void;
  pause(partitions: readonly number[]): void;
  resume(partitions: readonly number[]): void;
  commit(offsets: ReadonlyMap<number, CommittedOffset>): Promise<void>;
  /** Leaves the group. */
  stop(): Promise<void>;
};

type GroupClientDependencies = {
  readonly access: ClusterAccess;
  readonly patience: Patience;
};

export function createGroupClient(
  { access, patience }: GroupClientDependencies,
  options: GroupClientOptions,
): GroupClient {
  const { groupId, topic, clientId } = options;
  const lost = Promise.withResolvers<unknown>();
  let generation = 0;
  let commits = 0;
  /** From joining until it is stopped or lost; every join puts all positions anew. */
  let isMember = false;
  let started: Promise<unknown> = Promise.resolve();
  const consumer = access
    .openKafkajs({
      clientId,
      retry: { ...RETRY, restartOnFailure: async () => false },
      // The only place where kafkajs tells the generation, and whom it fetches from.
      onLog: ({ generationId, nodeIds }) => {
        if (typeof generationId === 'number') generation = generationId;
        if (Array.isArray(nodeIds)) options.onBrokers(nodeIds.map(String));
      },
    })
    .consumer({
      groupId,
      partitionAssigners: [committedRoundRobin],
      sessionTimeout: options.sessionTimeoutMs,
      heartbeatInterval: options.heartbeatIntervalMs,
      maxWaitTimeInMs: MAX_WAIT_MS,
      maxBytes: MAX_FETCH_BYTES,
      maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
      metadataMaxAge: METADATA_MAX_AGE_MS,
      allowAutoTopicCreation: false,
      readUncommitted: false,
    });

  function listen({ events }: Consumer): void {
    consumer.on(events.GROUP_JOIN, ({ payload }) => {
      isMember = true;
      const partitions = payload.memberAssignment[topic] ?? [];
      consumer.pause([{ topic, partitions: [...partitions] }]);
      options.onJoined({ memberId: payload.memberId, generation, partitions });
    });
    consumer.on(events.REBALANCING, options.onRebalancing);
    consumer.on(events.START_BATCH_PROCESS, ({ payload }) => {
      if (payload.batchSize > 0) return;
      options.onSkipped({
        partition: payload.partition,
        firstOffset: payload.firstOffset === null ? null : Number(payload.firstOffset),
        nextOffset: Number(payload.lastOffset) + 1,
        logEndOffset: Number(payload.highWatermark),
      });
    });
    consumer.on(events.FETCH_START, ({ payload }) => options.onFetch(String(payload.nodeId)));
    consumer.on(events.COMMIT_OFFSETS, () => {
      commits += 1;
    });
    consumer.on(events.STOP, () => {
      isMember = false;
    });
    consumer.on(events.CRASH, ({ payload }) => lost.resolve(payload.error));
  }

  async function start(): Promise<void> {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: ({ batch, resolveOffset, heartbeat }: EachBatchPayload) =>
        options.onBatch(
          fetchedBatch(batch),
          (nextOffset) => resolveOffset(String(nextOffset - 1)),
          heartbeat,
        ),
    });
  }

  listen(consumer);
  return {
    run: () => {
      started = start().catch(lost.resolve);
      return lost.promise;
    },
    seek: (partition, offset) => {
      if (isMember) consumer.seek({ topic, partition, offset: String(offset) });
    },
    pause: (partitions) => {
      if (isMember) consumer.pause([{ topic, partitions: [...partitions] }]);
    },
    resume: (partitions) => {
      if (isMember) consumer.resume([{ topic, partitions: [...partitions] }]);
    },
    commit: async (offsets) => {
      if (!isMember) throw notRunning(access.address);
      const before = commits;
      const committing = consumer.commitOffsets(
        [...offsets].map(([partition, { offset, metadata }]) => ({
          topic,
          partition,
          offset: String(offset),
          metadata,
        })),
      );
      await patience.answered(committing);
      // A consumer that is not running returns without having done anything.
      if (commits === before) throw notRunning(access.address);
    },
    stop: async () => {
      const timeout = new AbortController();
      const stopped = started.then(() => consumer.disconnect()).catch(() => undefined);
      const { signal } = timeout;
      await Promise.race([
        patience.untilEnd(stopped).catch(() => undefined),
        setTimeout(LEAVE_TIMEOUT_MS, undefined, { signal, ref: false }).catch(() => undefined),
      ]);
      timeout.abort();
      lost.resolve(undefined);
    },
  };
}

function notRunning(address: string): ConsoleError {
  return new ConsoleError('BROKER_UNREACHABLE', `This member has lost Kafka at ${address}`);
}

/** @param batch - has, beyond what its type says, the offset the fetch began at. */
function fetchedBatch(batch: Batch & { readonly fetchedOffset?: string }): FetchedBatch {
  const { partition, messages, highWatermark, fetchedOffset } = batch;
  return {
    partition,
    messages,
    fetchedOffset: Number(fetchedOffset ?? batch.firstOffset() ?? 0),
    nextOffset: Number(batch.lastOffset()) + 1,
    logEndOffset: Number(highWatermark),
  };
}
