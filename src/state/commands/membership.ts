import { ConsoleError, isDiskFailure, toConsoleError } from '../../domain/errors.ts';
import type {
  AnalyticsStore,
  Clock,
  CommittedOffset,
  ConsumerDelivery,
  PartitionProgress,
  PartitionState,
  RecordBatch,
  RecordConsumer,
} from '../../services/ports.ts';
import type { Dispatch, PartitionReading } from '../events.ts';
import type { Sleep } from './backoff.ts';
import type { Counting } from './counted-states.ts';
import { describeFailure } from './failure.ts';
import { saveForTheLastTime } from './last-save.ts';
import { PartitionCounter, type TrackLine } from './partition-counter.ts';
import { withRetries } from './retry.ts';

export type ConsumeDeps = {
  readonly consumer: RecordConsumer;
  readonly store: AnalyticsStore;
  /** Of the group, to find partitions that another store has counted. */
  readonly committedOffsets: () => Promise<ReadonlyMap<number, CommittedOffset>>;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly dispatch: Dispatch;
  /** Told, when a membership begins, how to look at what it counts as it does so. */
  readonly onCounting: (counting: Counting) => void;
  readonly trackLine: TrackLine;
  /** Writes the track file anew when it was found damaged. */
  readonly rebuildTrackFile: (signal: AbortSignal) => Promise<void>;
  /** Writes the exports from what is saved; what is in memory need not be read again. */
  readonly saveExports: (inMemory: readonly PartitionState[]) => Promise<void>;
};

export type ConsumeOptions = {
  /** Records per analytics step; between two steps it may save. */
  readonly batchSize: number;
  /** Time between two saves of the exports. */
  readonly exportIntervalMs: number;
  /** How long a store that is busy, or a broker that is away, is tried again; `Infinity` for ever. */
  readonly patienceMs: number;
  /** Whether a full or unwritable disk is waited out too, as a service must. */
  readonly waitsForDisk: boolean;
  /** Once it gives offsets, consuming ends when every partition has been counted up to them. */
  readonly until?: () => ReadonlyMap<number, number> | undefined;
};

/** Shortest time between two saves of the state. */
const SAVE_INTERVAL_MS = 250;

/** From joining the group to leaving it. */
export class Membership {
  readonly #deps: ConsumeDeps;
  readonly #options: ConsumeOptions;
  readonly #counter: PartitionCounter;
  readonly #signal: AbortSignal;
  #memberId = '';
  #savedAt: number;
  #exportedAt: number;
  /** Since when records have been flowing without a pause; `null` while there is nothing to read. */
  #activeSince: number | null = null;
  /** Active time that is not saved yet. */
  #activeMs = 0;

  constructor(deps: ConsumeDeps, options: ConsumeOptions, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#options = options;
    this.#counter = new PartitionCounter(deps.trackLine);
    this.#savedAt = deps.clock.now();
    this.#exportedAt = deps.clock.now();
  }

  async run(): Promise<readonly PartitionState[]> {
    const { clock, dispatch } = this.#deps;
    dispatch({ type: 'consumer/joining', at: clock.now() });
    this.#deps.onCounting(this.#counter);
    try {
      await this.#followDeliveries();
    } catch (error) {
      // A stop has interrupted what was waited for; what is counted is saved all the same.
      if (!this.#signal.aborted || error !== this.#signal.reason) throw error;
    }
    await this.#save();
    return this.#counter.states();
  }

  async #followDeliveries(): Promise<void> {
    // One that is not there, as in a new output directory, must not wait for the next save.
    const isIncomplete = await this.#patiently(() => this.#deps.store.trackFileIsDamaged());
    if (isIncomplete) this.#exportedAt = Number.NEGATIVE_INFINITY;
    for await (const delivery of this.#deps.consumer.consume(this.#signal)) {
      await this.#take(delivery);
      if (this.#isDue(this.#exportedAt, this.#options.exportIntervalMs)) await this.#export();
      const isAtEnd = delivery.type === 'idle' && this.#hasReachedEnd();
      if (!isAtEnd && !this.#signal.aborted) continue;
      // Still a member here, so that what is saved can be committed.
      this.#endActivity();
      await this.#save();
      break;
    }
  }

  async #take(delivery: ConsumerDelivery): Promise<void> {
    const { clock, dispatch } = this.#deps;
    switch (delivery.type) {
      case 'assigned':
        await this.#assign(delivery.partitions, delivery.memberId, delivery.generation);
        return;
      case 'revoked':
        await this.#save();
        this.#counter.revoke(delivery.partitions);
        dispatch({
          type: 'consumer/partitions-revoked',
          partitions: delivery.partitions,
          at: clock.now(),
        });
        return;
      case 'records':
        await this.#count(delivery.batch);
        return;
      case 'expired': {
        const { partition, from, to } = delivery;
        this.#counter.skipExpired(partition, from, to);
        dispatch({ type: 'consumer/records-expired', partition, from, to, at: clock.now() });
        return;
      }
      case 'idle':
        this.#endActivity();
        // While it pauses nothing more comes that could make a save due later.
        if (delivery.isPaused || this.#isDue(this.#savedAt, SAVE_INTERVAL_MS)) await this.#save();
        if (!delivery.isPaused) dispatch({ type: 'consumer/caught-up', at: clock.now() });
    }
  }

  async #assign(
    partitions: readonly number[],
    memberId: string,
    generation: number,
  ): Promise<void> {
    const { store, consumer, clock, dispatch } = this.#deps;
    this.#memberId = memberId;
    const committed = await this.#patiently(() => this.#deps.committedOffsets());
    const readings: PartitionReading[] = [];
    for (const partition of partitions) {
      const state = await this.#patiently(() => store.claim(partition, memberId));
      if (isCountedElsewhere(state, committed.get(partition), store)) {
        this.#leaveToOtherStore(partition);
        continue;
      }
      this.#counter.assign(state);
      consumer.seek(partition, state.nextOffset);
      const { nextOffset } = state;
      readings.push({ partition, nextOffset, logEndOffset: nextOffset });
    }
    const at = clock.now();
    dispatch({ type: 'consumer/partitions-assigned', partitions: readings, generation, at });
  }

  /** Its records are not counted here; whoever must count them all cannot go on. */
  #leaveToOtherStore(partition: number): void {
    const { clock, dispatch } = this.#deps;
    const failure = new ConsoleError(
      'PARTITION_ELSEWHERE',
      `Partition ${partition} was counted by another analytics store of this group`,
      {
        hint: 'Work on the state directory of that store, or choose another --consumer-group.',
        context: { partition },
      },
    );
    if (this.#options.until !== undefined) throw failure;
    const text = `${failure.message}; it is not counted here. ${failure.hint}`;
    dispatch({ type: 'notice/raised', level: 'warning', text, at: clock.now() });
  }

  async #count(batch: RecordBatch): Promise<void> {
    const { clock, dispatch } = this.#deps;
    const startedAt = clock.now();
    this.#activeSince ??= startedAt;
    const processedAt = new Date(startedAt).toISOString();
    const before = this.#counter.recordsCounted;
    let from = 0;
    do {
      const to = Math.min(from + this.#options.batchSize, batch.records.length);
      this.#counter.count(batch, from, to, processedAt);
      if (this.#isDue(this.#savedAt, SAVE_INTERVAL_MS)) await this.#save();
      from = to;
    } while (from < batch.records.length);
    const { partition, nextOffset, logEndOffset } = batch;
    dispatch({
      type: 'consumer/batch-counted',
      reading: { partition, nextOffset, logEndOffset },
      records: this.#counter.recordsCounted - before,
      newestRecordAt: batch.records.at(-1)?.timestampMs ?? 0,
      at: clock.now(),
    });
  }

  /** State first, then the group's offsets. */
  async #save(): Promise<void> {
    const { store, clock, dispatch } = this.#deps;
    this.#savedAt = clock.now();
    if (!this.#counter.isDirty) return;
    const unsaved = this.#counter.unsaved();
    this.#measureActivity();
    const save = { memberId: this.#memberId, ...unsaved, activeMs: this.#activeMs };
    await this.#untilSaved(() => store.save(save));
    this.#counter.markSaved();
    this.#activeMs = 0;
    await this.#commit(unsaved.partitions);
    dispatch({ type: 'consumer/saved', at: clock.now() });
  }

  /** A stop does not give a save up: it is tried a last time, whose failure is what stopping met. */
  async #untilSaved(save: () => void): Promise<void> {
    try {
      await this.#patiently(save);
    } catch (error) {
      if (!this.#signal.aborted || error !== this.#signal.reason) throw error;
      saveForTheLastTime(save, this.#counter.recordsUnsaved);
    }
  }

  /** Nothing but what other tools show depends on it: at a stop nobody waits for a broker that is away. */
  async #commit(saved: readonly PartitionProgress[]): Promise<void> {
    const { store, consumer, clock, dispatch } = this.#deps;
    const offsets = saved.map(
      ({ partition, nextOffset }) =>
        [partition, { offset: nextOffset, metadata: store.storeId }] as const,
    );
    try {
      await this.#patiently(() => consumer.commit(new Map(offsets)).catch(ignoreFencing));
    } catch (error) {
      if (!this.#signal.aborted || error !== this.#signal.reason) throw error;
      const text =
        'The offsets of the group could not be committed on stopping: other tools show more lag ' +
        'than there is until the next start. What was counted is saved.';
      dispatch({ type: 'notice/raised', level: 'warning', text, at: clock.now() });
    }
  }

  /** Does it again while that can help; a save that failed changed nothing and can be repeated. */
  #patiently<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    const { clock, dispatch } = this.#deps;
    const { patienceMs, waitsForDisk } = this.#options;
    return withRetries(
      work,
      {
        isWorthIt: ({ failure, elapsedMs }) => {
          if (failure.code === 'MEMBER_FENCED' || elapsedMs >= patienceMs) return false;
          return failure.isRetryable || (waitsForDisk && isDiskFailure(failure.code));
        },
        onRetry: ({ failure: thrown, attempt, delayMs }) => {
          const failure = describeFailure(thrown);
          dispatch({ type: 'consumer/retrying', failure, attempt, delayMs, at: clock.now() });
        },
      },
      this.#deps,
      this.#signal,
    );
  }

  async #export(): Promise<void> {
    const { store, clock } = this.#deps;
    this.#exportedAt = clock.now();
    await this.#save();
    // A directory may be removed while it is written to: a service must outlive that too.
    await this.#patiently(async () => {
      if (store.trackFileIsDamaged()) await this.#deps.rebuildTrackFile(this.#signal);
      await this.#deps.saveExports(this.#counter.states());
    });
  }

  #isDue(last: number, intervalMs: number): boolean {
    return this.#deps.clock.now() - last >= intervalMs;
  }

  #hasReachedEnd(): boolean {
    const ends = this.#options.until?.();
    if (ends === undefined) return false;
    return [...ends].every(
      ([partition, end]) => (this.#counter.nextOffset(partition) ?? -1) >= end,
    );
  }

  #endActivity(): void {
    if (this.#activeSince === null) return;
    this.#activeMs += this.#deps.clock.now() - this.#activeSince;
    this.#activeSince = null;
  }

  /** Adds the time since the last look, without ending it. */
  #measureActivity(): void {
    const isActive = this.#activeSince !== null;
    this.#endActivity();
    if (isActive) this.#activeSince = this.#deps.clock.now();
  }
}

/** Nothing is counted here yet, and the group's offset was committed by a store that is not ours. */
function isCountedElsewhere(
  { nextOffset }: PartitionState,
  committed: CommittedOffset | undefined,
  { storeId, replacesDamaged }: AnalyticsStore,
): boolean {
  if (replacesDamaged || nextOffset > 0 || committed === undefined || committed.offset === 0)
    return false;
  return committed.metadata !== '' && committed.metadata !== storeId;
}

/** A commit that came too late does no harm: what was counted is saved, and the new owner commits. */
function ignoreFencing(error: unknown): void {
  if (toConsoleError(error).code !== 'MEMBER_FENCED') throw error;
}
