import { setTimeout } from 'node:timers/promises';
import { type ConsoleError, toConsoleError } from '../../../domain/errors.ts';
import type { CommittedOffset, ConsumerDelivery, RecordBatch } from '../../ports.ts';
import { type AssignedPartitions, createAssignedPartitions } from './assigned-partitions.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { createFetchCycles } from './fetch-cycles.ts';
import type { GroupAdmin } from './group-admin.ts';
import {
  createGroupClient,
  type FetchedBatch,
  type GroupClient,
  type JoinedGroup,
  type SkippedOffsets,
} from './group-client.ts';
import { createHandover } from './handover.ts';
import { translateKafkaError } from './kafka-errors.ts';
import { createLatch } from './latch.ts';
import { memberFenced } from './member-fenced.ts';
import { commitOffsets } from './offset-commits.ts';
import type { Outage } from './outage.ts';
import { recordBatches } from './record-batches.ts';
import { type TopicAdmin, topicMissing } from './topic-admin.ts';

/** How often an idle member looks whether its topic is still the same one. */
const CHECK_INTERVAL_MS = 2_000;

export type SessionDependencies = {
  readonly access: ClusterAccess;
  readonly topics: TopicAdmin;
  readonly groups: GroupAdmin;
  readonly outage: Outage;
  /** Aborts when the consuming ends. */
  readonly stop: AbortSignal;
  /** Aborts as soon as anything is to end: a broker that is away is waited for no longer. */
  readonly hurry: AbortSignal;
  readonly onCommitLost: (failure: ConsoleError) => void;
};

export type SessionOptions = {
  readonly groupId: string;
  readonly topic: string;
  readonly topicId: string;
  readonly clientId: string;
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly idleMs: number;
  readonly maxBatchRecords: number;
};

/**
 * One stay in a group. kafkajs pushes what it fetched; this hands it over when it is asked for, and
 * keeps the positions itself: after every assignment it seeks, and what was fetched from anywhere
 * else than the position is dropped.
 */
export class MemberSession {
  readonly #deps: SessionDependencies;
  readonly #options: SessionOptions;
  readonly #partitions: AssignedPartitions = createAssignedPartitions();
  readonly #latch = createLatch();
  readonly #handover = createHandover<RecordBatch>(this.#latch.notify);
  readonly #cycles = createFetchCycles();
  /** Passed over without records, to be told before the next records of the partition. */
  readonly #skipped = new Map<number, RecordBatch>();
  #client: GroupClient | undefined;
  #living: Promise<void> = Promise.resolve();
  /** The newest assignment, until all of it was delivered. */
  #joined: JoinedGroup | undefined;
  #joins = 0;
  /** Revoked, but the caller may still commit them. */
  #unreleased: readonly number[] = [];
  #failure: ConsoleError | undefined;
  #isPaused = false;
  #idleAt = Number.NEGATIVE_INFINITY;
  #checkedAt = 0;

  constructor(deps: SessionDependencies, options: SessionOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  start(): void {
    this.#deps.stop.addEventListener('abort', this.#latch.notify, { once: true });
    this.#living = this.#live();
  }

  async leave(): Promise<void> {
    this.#handover.withdraw();
    await this.#client?.stop();
    await this.#living;
  }

  /** The next delivery; `undefined` once the consuming was stopped. */
  async next(): Promise<ConsumerDelivery | undefined> {
    this.#unreleased = [];
    while (!this.#deps.stop.aborted) {
      if (this.#failure !== undefined) throw this.#failure;
      const delivery =
        this.#membershipChange() ?? (await this.#check()) ?? this.#read() ?? (await this.#idle());
      if (delivery !== undefined) return delivery;
      await this.#latch.wait(this.#options.idleMs);
    }
    return undefined;
  }

  seek(partition: number, offset: number): void {
    this.#partitions.moveTo(partition, offset);
    this.#checkAnew(partition);
  }

  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#latch.notify();
  }

  commit(offsets: ReadonlyMap<number, CommittedOffset>): Promise<void> {
    const deps = {
      client: () => this.#client,
      requireOwned: (partition: number) => this.#requireOwned(partition),
      translate: (thrown: unknown) => this.#translate(thrown),
      isOver: (failure: ConsoleError) => this.#isOver(failure),
      onLost: this.#deps.onCommitLost,
    };
    return commitOffsets(deps, offsets);
  }

  #isOver({ code }: ConsoleError): boolean {
    const { stop, hurry } = this.#deps;
    if (this.#failure !== undefined || stop.aborted) return true;
    return hurry.aborted && code === 'BROKER_UNREACHABLE';
  }

  #requireOwned(partition: number): void {
    if (this.#partitions.has(partition) || this.#unreleased.includes(partition)) return;
    throw memberFenced(this.#options.groupId, this.#options.topic, partition);
  }

  /** One kafkajs consumer after the other, as long as they are lost to a broker that is away. */
  async #live(): Promise<void> {
    const { access, outage, stop } = this.#deps;
    try {
      while (!stop.aborted) {
        this.#client = createGroupClient(access, {
          ...this.#options,
          onJoined: (joined) => this.#onJoined(joined),
          onBatch: (batch, resolve, heartbeat) => this.#onBatch(batch, resolve, heartbeat),
          onSkipped: (skipped) => this.#onSkipped(skipped),
          onFetch: (nodeId) => this.#onFetch(nodeId),
        });
        const failure = this.#translate(await this.#client.run());
        if (stop.aborted) return;
        await this.#client.stop();
        if (!failure.isRetryable) throw failure;
        await outage.wait(failure);
      }
    } catch (error) {
      this.#failure = toConsoleError(error);
      this.#latch.notify();
    }
  }

  #translate(error: unknown): ConsoleError {
    const { groupId, topic } = this.#options;
    const { address } = this.#deps.access;
    return translateKafkaError(error, { address, groupId, topic });
  }

  #onJoined(joined: JoinedGroup): void {
    this.#joined = joined;
    this.#joins += 1;
    this.#cycles.reset();
    this.#handover.withdraw();
    this.#deps.outage.end();
    this.#latch.notify();
  }

  #onFetch(nodeId: string): void {
    this.#cycles.begin(nodeId);
    if (this.#cycles.areQuiet()) this.#latch.notify();
  }

  #onSkipped({ partition, firstOffset, nextOffset, logEndOffset }: SkippedOffsets): void {
    this.#cycles.reset();
    if (!this.#isReading(partition)) return;
    const position = this.#partitions.position(partition) ?? 0;
    if ((firstOffset ?? 0) > position && !this.#partitions.isFresh(partition)) {
      this.#checkAnew(partition);
      return;
    }
    if (nextOffset <= position) return;
    const { topic } = this.#options;
    this.#partitions.moveTo(partition, nextOffset);
    this.#skipped.set(partition, { topic, partition, records: [], nextOffset, logEndOffset });
    this.#latch.notify();
  }

  async #onBatch(
    batch: FetchedBatch,
    resolve: (nextOffset: number) => void,
    heartbeat: () => Promise<void>,
  ): Promise<void> {
    this.#cycles.reset();
    const { partition } = batch;
    if (!this.#isReading(partition)) return;
    if (batch.fetchedOffset !== this.#partitions.position(partition)) {
      this.#checkAnew(partition);
      return;
    }
    for (const part of recordBatches(batch, this.#options)) {
      const taken = this.#handover.offer(part);
      if (!(await this.#untilTaken(taken, heartbeat))) return;
      resolve(part.nextOffset);
    }
  }

  /** The member lives on, however long its caller takes over a batch. */
  async #untilTaken(taken: Promise<boolean>, heartbeat: () => Promise<void>): Promise<boolean> {
    for (;;) {
      const waiting = new AbortController();
      const { signal } = waiting;
      const due = setTimeout(this.#options.heartbeatIntervalMs, 'due' as const, { signal });
      const outcome = await Promise.race([taken, due.catch(() => 'due' as const)]);
      waiting.abort();
      if (outcome !== 'due') return outcome;
      try {
        await heartbeat();
      } catch (error) {
        this.#handover.withdraw();
        throw error;
      }
    }
  }

  #isReading(partition: number): boolean {
    return (
      !this.#deps.stop.aborted &&
      this.#joined === undefined &&
      this.#partitions.has(partition) &&
      !this.#partitions.unchecked().includes(partition)
    );
  }

  /** Stops reading the partition until its position was compared with the log. */
  #checkAnew(partition: number): void {
    if (!this.#partitions.has(partition)) return;
    this.#partitions.uncheck(partition);
    this.#client?.pause([partition]);
    this.#latch.notify();
  }

  #membershipChange(): ConsumerDelivery | undefined {
    if (this.#joined === undefined) return undefined;
    const change = this.#partitions.applyJoin(this.#joined);
    if (change?.type !== 'revoked') {
      this.#joined = undefined;
      return change;
    }
    this.#unreleased = change.partitions;
    for (const partition of change.partitions) this.#skipped.delete(partition);
    return change;
  }

  async #check(): Promise<ConsumerDelivery | undefined> {
    if (this.#partitions.unchecked().length === 0) return undefined;
    const joins = this.#joins;
    const { groupId, topic } = this.#options;
    const log = await this.#describe();
    const committed = this.#partitions.needsCommitted()
      ? await this.#deps.groups.committed(groupId, topic)
      : new Map<number, CommittedOffset>();
    if (log === undefined || joins !== this.#joins) return undefined;
    const partitions = this.#partitions.unchecked();
    const expired = this.#partitions.check(log, committed);
    if (expired !== undefined) return expired;
    this.#cycles.reset();
    for (const partition of partitions) {
      this.#client?.seek(partition, this.#partitions.position(partition) ?? 0);
    }
    this.#client?.resume(partitions);
    return undefined;
  }

  /** The topic as it is now. @throws `TOPIC_MISSING`, also when it was made anew */
  async #describe() {
    const { topic, topicId } = this.#options;
    const log = await this.#deps.topics.describe(topic, 'latest');
    this.#checkedAt = performance.now();
    if (log?.topicId !== topicId) throw topicMissing(topic);
    return log;
  }

  #read(): ConsumerDelivery | undefined {
    if (this.#isPaused) return undefined;
    for (const [partition, batch] of this.#skipped) {
      this.#skipped.delete(partition);
      return { type: 'records', batch };
    }
    const batch = this.#handover.take();
    if (batch === undefined) return undefined;
    this.#partitions.moveTo(batch.partition, batch.nextOffset);
    return { type: 'records', batch };
  }

  async #idle(): Promise<ConsumerDelivery | undefined> {
    const isDue = performance.now() - this.#idleAt >= this.#options.idleMs;
    if (!isDue || !this.#isIdle()) return undefined;
    if (performance.now() - this.#checkedAt >= CHECK_INTERVAL_MS) {
      await this.#compareWithLog();
      if (!this.#isIdle()) return undefined;
    }
    this.#idleAt = performance.now();
    return {
      type: 'idle',
      isPaused: this.#isPaused,
      positions: this.#partitions.positions(),
    };
  }

  #isIdle(): boolean {
    if (this.#joins === 0 || this.#joined !== undefined) return false;
    if (this.#partitions.unchecked().length > 0) return false;
    return this.#isPaused || this.#hasReadAll();
  }

  #hasReadAll(): boolean {
    return this.#skipped.size === 0 && this.#handover.isEmpty() && this.#cycles.areQuiet();
  }

  /** Where nothing arrives, nothing tells of a log that was cut short or expired. */
  async #compareWithLog(): Promise<void> {
    const log = await this.#describe();
    for (const { partition, logStartOffset, logEndOffset } of log.partitions) {
      const position = this.#partitions.position(partition);
      if (position === undefined) continue;
      if (position < logStartOffset || position > logEndOffset) this.#checkAnew(partition);
    }
  }
}
