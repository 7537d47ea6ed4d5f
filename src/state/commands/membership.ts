import { toConsoleError } from '../../domain/errors.ts';
import type {
  AnalyticsStore,
  Clock,
  ConsumerDelivery,
  PartitionState,
  RecordBatch,
  RecordConsumer,
} from '../../services/ports.ts';
import type { Dispatch } from '../events.ts';
import { PartitionCounter, type TrackLine } from './partition-counter.ts';

export type ConsumeDeps = {
  readonly consumer: RecordConsumer;
  readonly store: AnalyticsStore;
  readonly clock: Clock;
  readonly dispatch: Dispatch;
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
  #memberId = '';
  #savedAt: number;
  #exportedAt: number;
  /** Since when records have been flowing without a pause; `null` while there is nothing to read. */
  #activeSince: number | null = null;
  /** Active time that is not saved yet. */
  #activeMs = 0;

  constructor(deps: ConsumeDeps, options: ConsumeOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#counter = new PartitionCounter(deps.trackLine);
    this.#savedAt = deps.clock.now();
    this.#exportedAt = deps.clock.now();
  }

  async run(signal: AbortSignal): Promise<readonly PartitionState[]> {
    const { consumer, clock, dispatch } = this.#deps;
    dispatch({ type: 'consumer/joining', at: clock.now() });
    // Not the caller's signal: leaving comes after the last save and commit.
    const leaving = new AbortController();
    for await (const delivery of consumer.consume(leaving.signal)) {
      await this.#take(delivery);
      if (this.#isDue(this.#exportedAt, this.#options.exportIntervalMs)) await this.#export(signal);
      const isAtEnd = delivery.type === 'idle' && this.#hasReachedEnd();
      if (!isAtEnd && !signal.aborted) continue;
      this.#endActivity();
      await this.#save();
      break;
    }
    return this.#counter.states();
  }

  async #take(delivery: ConsumerDelivery): Promise<void> {
    const { clock, dispatch } = this.#deps;
    switch (delivery.type) {
      case 'assigned':
        this.#assign(delivery.partitions, delivery.memberId, delivery.generation);
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
        await this.#save();
        dispatch({ type: 'consumer/caught-up', at: clock.now() });
    }
  }

  #assign(partitions: readonly number[], memberId: string, generation: number): void {
    const { store, consumer, clock, dispatch } = this.#deps;
    this.#memberId = memberId;
    const readings = partitions.map((partition) => {
      const state = store.claim(partition, memberId);
      this.#counter.assign(state);
      consumer.seek(partition, state.nextOffset);
      return { partition, nextOffset: state.nextOffset, logEndOffset: state.nextOffset };
    });
    const at = clock.now();
    dispatch({ type: 'consumer/partitions-assigned', partitions: readings, generation, at });
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
    const { store, consumer, clock, dispatch } = this.#deps;
    this.#savedAt = clock.now();
    if (!this.#counter.isDirty) return;
    const unsaved = this.#counter.unsaved();
    this.#measureActivity();
    store.save({ memberId: this.#memberId, ...unsaved, activeMs: this.#activeMs });
    this.#counter.markSaved();
    this.#activeMs = 0;
    const offsets = unsaved.partitions.map(
      ({ partition, nextOffset }) =>
        [partition, { offset: nextOffset, metadata: store.storeId }] as const,
    );
    await consumer.commit(new Map(offsets)).catch(ignoreFencing);
    dispatch({ type: 'consumer/saved', at: clock.now() });
  }

  async #export(signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#deps;
    this.#exportedAt = clock.now();
    await this.#save();
    if (store.trackFileIsDamaged()) await this.#deps.rebuildTrackFile(signal);
    await this.#deps.saveExports(this.#counter.states());
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

/** A commit that came too late does no harm: what was counted is saved, and the new owner commits. */
function ignoreFencing(error: unknown): void {
  if (toConsoleError(error).code !== 'MEMBER_FENCED') throw error;
}
