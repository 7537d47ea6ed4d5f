import { type ConsoleError, toConsoleError } from '../../../domain/errors.ts';
import type { CommittedOffset, ConsumerDelivery } from '../../ports.ts';
import { type AssignedPartitions, createAssignedPartitions } from './assigned-partitions.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { nameTopic } from './commit-metadata.ts';
import { createFetchIntake, type FetchIntake } from './fetch-intake.ts';
import type { GroupAdmin } from './group-admin.ts';
import { createGroupClient, type GroupClient, type JoinedGroup } from './group-client.ts';
import { translateKafkaError } from './kafka-errors.ts';
import { createLatch } from './latch.ts';
import { memberFenced } from './member-fenced.ts';
import { liveAsMember } from './member-lives.ts';
import { whyNoCoordinator } from './missing-coordinator.ts';
import { commitOffsets } from './offset-commits.ts';
import type { Outage } from './outage.ts';
import type { Patience } from './patience.ts';
import { createPositionCheck, type PositionCheck } from './position-check.ts';
import { createRebalanceWatch, type RebalanceWatch } from './rebalance-watch.ts';
import type { TopicAdmin } from './topic-admin.ts';

export type SessionDependencies = {
  readonly access: ClusterAccess;
  readonly topics: TopicAdmin;
  readonly groups: GroupAdmin;
  /** The same, but what it asks fails at once when the broker is away. */
  readonly groupsOnce: GroupAdmin;
  readonly outage: Outage;
  readonly patience: Patience;
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
  readonly onStalled?: (failure: ConsoleError) => void;
};

/**
 * One stay in a group: from what its parts notice it makes deliveries, one at a time and when asked.
 * It keeps the positions itself: after every assignment it seeks.
 */
export class MemberSession {
  readonly #deps: SessionDependencies;
  readonly #options: SessionOptions;
  readonly #partitions: AssignedPartitions = createAssignedPartitions();
  readonly #latch = createLatch();
  readonly #intake: FetchIntake;
  readonly #positions: PositionCheck;
  readonly #rebalance: RebalanceWatch;
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

  constructor(deps: SessionDependencies, options: SessionOptions) {
    this.#deps = deps;
    this.#options = options;
    const partitions = this.#partitions;
    const checkAnew = (partition: number) => this.#checkAnew(partition);
    const isOpen = () => !deps.stop.aborted && this.#joined === undefined;
    const { notify } = this.#latch;
    this.#intake = createFetchIntake({ partitions, isOpen, checkAnew, notify }, options);
    const assignment = () => this.#joins;
    const readOn = (checked: readonly number[]) => this.#readOn(checked);
    const checking = { ...deps, partitions, assignment, readOn, checkAnew };
    this.#positions = createPositionCheck(checking, options);
    const { groupId, onStalled = () => undefined } = options;
    this.#rebalance = createRebalanceWatch({ groups: deps.groupsOnce, groupId, onStalled });
  }

  start(): void {
    this.#deps.stop.addEventListener('abort', this.#latch.notify, { once: true });
    this.#living = this.#live();
  }

  async leave(): Promise<void> {
    this.#intake.withdraw();
    this.#rebalance.end();
    await this.#client?.stop();
    await this.#living;
  }

  /** The next delivery; `undefined` once the consuming was stopped. */
  async next(): Promise<ConsumerDelivery | undefined> {
    this.#unreleased = [];
    while (!this.#deps.stop.aborted) {
      if (this.#failure !== undefined) throw this.#failure;
      const delivery =
        this.#membershipChange() ??
        (await this.#positions.checkUnchecked()) ??
        this.#read() ??
        (await this.#idle());
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
    const { topicId } = this.#options;
    const named = [...offsets].map(
      ([partition, committed]) => [partition, nameTopic(committed, topicId)] as const,
    );
    return commitOffsets(deps, new Map(named));
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

  async #live(): Promise<void> {
    const { groupsOnce, outage, stop } = this.#deps;
    const openClient = () => this.#openClient();
    const ask = () => groupsOnce.describe(this.#options.groupId);
    const explain = async (thrown: unknown) => this.#translate(await whyNoCoordinator(thrown, ask));
    try {
      await liveAsMember({ openClient, explain, outage, stop });
    } catch (error) {
      this.#rebalance.end();
      this.#failure = toConsoleError(error);
      this.#latch.notify();
    }
  }

  #openClient(): GroupClient {
    const { onBatch, onSkipped, onBrokers, onFetch } = this.#intake;
    const onJoined = (joined: JoinedGroup) => this.#onJoined(joined);
    const onRebalancing = () => this.#rebalance.begin();
    const pushed = { onRebalancing, onJoined, onBatch, onSkipped, onBrokers, onFetch };
    this.#rebalance.begin();
    this.#client = createGroupClient(this.#deps, { ...this.#options, ...pushed });
    return this.#client;
  }

  #translate(error: unknown): ConsoleError {
    const { groupId, topic } = this.#options;
    const { address } = this.#deps.access;
    return translateKafkaError(error, { address, groupId, topic });
  }

  #onJoined(joined: JoinedGroup): void {
    this.#rebalance.end();
    this.#joined = joined;
    this.#joins += 1;
    this.#intake.expectMore();
    this.#intake.withdraw();
    this.#deps.outage.end();
    this.#latch.notify();
  }

  #checkAnew(partition: number): void {
    if (!this.#partitions.has(partition)) return;
    this.#partitions.uncheck(partition);
    this.#client?.pause([partition]);
    this.#latch.notify();
  }

  #readOn(partitions: readonly number[]): void {
    this.#intake.expectMore();
    for (const partition of partitions) {
      this.#client?.seek(partition, this.#partitions.position(partition) ?? 0);
    }
    this.#client?.resume(partitions);
  }

  #membershipChange(): ConsumerDelivery | undefined {
    if (this.#joined === undefined) return undefined;
    const change = this.#partitions.applyJoin(this.#joined);
    if (change?.type !== 'revoked') {
      this.#joined = undefined;
      return change;
    }
    this.#unreleased = change.partitions;
    this.#intake.forget(change.partitions);
    return change;
  }

  #read(): ConsumerDelivery | undefined {
    const batch = this.#isPaused ? undefined : this.#intake.read();
    return batch === undefined ? undefined : { type: 'records', batch };
  }

  async #idle(): Promise<ConsumerDelivery | undefined> {
    const isDue = performance.now() - this.#idleAt >= this.#options.idleMs;
    if (!isDue || !this.#isIdle()) return undefined;
    await this.#positions.lookForLostPositions();
    if (!this.#isIdle()) return undefined;
    this.#idleAt = performance.now();
    const positions = this.#partitions.positions();
    return { type: 'idle', isPaused: this.#isPaused, positions };
  }

  #isIdle(): boolean {
    if (this.#rebalance.isWaiting() || this.#joined !== undefined) return false;
    if (this.#partitions.unchecked().length > 0) return false;
    return this.#isPaused || this.#intake.hasReadAll();
  }
}
