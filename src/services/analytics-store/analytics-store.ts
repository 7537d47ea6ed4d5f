import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import {
  deltaWeight,
  type PartitionAnalytics,
} from '../../domain/analytics/partition-analytics.ts';
import { ConsoleError } from '../../domain/errors.ts';
import { reach } from '../checkpoints.ts';
import { openUnlessDamaged, wasSetAside } from '../damaged-store.ts';
import type { Lock } from '../locks/lock.ts';
import { waitForLock } from '../locks/wait-for-lock.ts';
import type {
  AnalyticsSave,
  AnalyticsStore,
  Clock,
  PartitionProgress,
  PartitionState,
  SavedAnalytics,
  TrackFileMark,
} from '../ports.ts';
import { createRowSeal, type RowSeal } from '../row-seal.ts';
import { inTransaction, openDatabase } from '../sqlite.ts';
import { type CountedBeyondEnd, requireWithinLog } from './counted-beyond-end.ts';
import { type TrackLines, writeTrackFileAnew } from './rebuild-track-file.ts';
import { SCHEMA, SCHEMA_VERSION, SEALED_TABLES } from './schema.ts';
import { createSegmentLog, replay, type Segment, type SegmentLog } from './segment-log.ts';
import { createStoreRows, type StoreRow, type StoreRows } from './store-rows.ts';
import { createStoredTrackFile, type StoredTrackFile } from './stored-track-file.ts';

/** A member that holds the exports for longer is stuck, and others go on without it. */
const EXCLUSIVE_WAIT_MS = 10_000;

export type AnalyticsStoreOptions = {
  /** The store's file: one per topic identity and group, shared by the members on this host. */
  readonly path: string;
  readonly trackFilePath: string;
  readonly clock: Clock;
  /** Told, as a sentence for the operator, that a file was set aside, and where it is now. */
  readonly onNotice: (sentence: string) => void;
  /** Leaves a store that is damaged where it is; without it, it is set aside for a new one. */
  readonly damaged?: 'refuse';
  /** What the store that was here when it was looked at counts beyond the end of the log. */
  readonly beyondEnd?: readonly CountedBeyondEnd[];
};

/**
 * A store that is damaged, or counts what the log has lost, is set aside for a new one, unless that
 * is refused.
 *
 * @throws `STORE_CORRUPT`, `STORE_BUSY`, `STORE_NEWER`, `STATE_DIR_UNWRITABLE`, `DISK_FULL`
 */
export function openAnalyticsStore(options: AnalyticsStoreOptions): AnalyticsStore {
  const { path, damaged } = options;
  const consequence = 'The analytics are counted again from the topic.';
  const policy = damaged === 'refuse' ? undefined : { ...options, consequence };
  return openUnlessDamaged(path, (inUse) => openSoundStore(options, inUse), policy);
}

function openSoundStore(options: AnalyticsStoreOptions, inUse: Lock): AnalyticsStore {
  const { path } = options;
  const database = openDatabase({ path, schema: SCHEMA, schemaVersion: SCHEMA_VERSION });
  try {
    return new SqliteAnalyticsStore(database, inUse, options);
  } catch (error) {
    database.close();
    throw error;
  }
}

class SqliteAnalyticsStore implements AnalyticsStore {
  readonly storeId: string;
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #trackFilePath: string;
  readonly #clock: Clock;
  readonly #rows: StoreRows;
  readonly #segments: SegmentLog;
  readonly #trackFile: StoredTrackFile;
  readonly #seal: RowSeal;
  readonly replacesDamaged: boolean;
  readonly #inUse: Lock;
  #trackFileIsStarted = false;

  constructor(database: DatabaseSync, inUse: Lock, options: AnalyticsStoreOptions) {
    const { path, trackFilePath, clock, onNotice, beyondEnd = [] } = options;
    this.#database = database;
    this.#inUse = inUse;
    this.#path = path;
    this.#trackFilePath = resolve(trackFilePath);
    this.#clock = clock;
    this.#rows = createStoreRows(database);
    this.#segments = createSegmentLog(database, path);
    this.#seal = createRowSeal(database, path, SEALED_TABLES);
    this.replacesDamaged = wasSetAside(path);
    this.#trackFile = createStoredTrackFile({
      rows: this.#rows,
      path: this.#trackFilePath,
      clock,
      onNotice,
    });
    this.storeId = this.#transaction(() => {
      this.#seal.verify();
      for (const row of this.#rows.partitions()) this.#segments.require(row);
      requireWithinLog(this.savedOffsets(), beyondEnd, path);
      this.#rows.create(this.#trackFilePath);
      return this.#rows.store().storeId;
    });
  }

  claim(partition: number, memberId: string): PartitionState {
    const { nextOffset, expiredRecords, segments } = this.#transaction(() => {
      this.#trackFile.adopt();
      const row = this.#rows.claim(partition, memberId);
      const { nextOffset, expiredRecords } = row;
      return { nextOffset, expiredRecords, segments: this.#segments.read(partition) };
    });
    const analytics = this.#replaySaved(segments, nextOffset);
    return { partition, nextOffset, expiredRecords, analytics };
  }

  save(save: AnalyticsSave): void {
    reach('before-state-save');
    this.#startTrackFile();
    this.#transaction(() => {
      for (const progress of save.partitions) this.#advance(progress, save.memberId);
      this.#trackFile.requireSame();
      this.#trackFile.append(save.trackLines);
      const store = this.#rows.store();
      this.#rows.updateStore({ ...store, ...this.#countActivity(store, save.activeMs) });
      reach('in-state-save');
    });
    reach('after-state-save');
  }

  savedOffsets(): ReadonlyMap<number, number> {
    return new Map(this.#rows.partitions().map((row) => [row.partition, row.nextOffset]));
  }

  loadAll(inMemory: readonly PartitionState[] = []): SavedAnalytics {
    const known = (row: { readonly partition: number; readonly nextOffset: number }) =>
      inMemory.find(
        ({ partition, nextOffset }) => partition === row.partition && nextOffset === row.nextOffset,
      );
    // Read under the write lock, so that the file belongs to the rows; unpacked after it.
    const { store, partitions, trackFile } = this.#transaction(() => ({
      store: this.#rows.store(),
      partitions: this.#rows.partitions().map((row) => ({
        ...row,
        analytics: known(row)?.analytics,
        segments: known(row) === undefined ? this.#segments.read(row.partition) : [],
      })),
      trackFile: this.#trackFile.mark(),
    }));
    return {
      partitions: partitions.map(({ segments, ...row }) => ({
        ...row,
        analytics: row.analytics ?? this.#replaySaved(segments, row.nextOffset),
      })),
      activeMs: store.activeMs,
      activeUntilMs: store.activeUntilMs,
      trackFile,
    };
  }

  trackFileIsDamaged(): boolean {
    return this.#transaction(() => this.#trackFile.mark()) === null;
  }

  async rebuildTrackFile(lines: TrackLines, signal: AbortSignal, waitMs = 0): Promise<boolean> {
    using lock = await this.#lockForRebuild(waitMs, signal);
    if (lock === undefined || !this.#transaction(() => this.#trackFile.markDamage())) return false;
    return await writeTrackFileAnew(
      {
        trackFilePath: this.#trackFilePath,
        savedOffsets: () => this.savedOffsets(),
        commit: (offsets, temporary, mark) => this.#commitRebuilt(offsets, temporary, mark),
      },
      lines,
      signal,
    );
  }

  async exclusively<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    using _lock = await waitForLock(`${this.#path}.exclusive-lock`, EXCLUSIVE_WAIT_MS, signal);
    return await work();
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
    this.#inUse.release();
  }

  #replaySaved(segments: readonly Segment[], nextOffset: number): PartitionAnalytics {
    const analytics = replay(segments, nextOffset, this.#path);
    analytics.markSaved();
    return analytics;
  }

  #transaction<Result>(work: () => Result): Result {
    return inTransaction(this.#database, this.#path, () => {
      const result = work();
      this.#seal.renew();
      return result;
    });
  }

  #advance({ partition, nextOffset, expiredRecords, delta }: PartitionProgress, memberId: string) {
    const row = this.#rows.partition(partition);
    if (row?.owner !== memberId) {
      throw new ConsoleError(
        'MEMBER_FENCED',
        `Partition ${partition} is counted by another member`,
        {
          hint: 'This member joins the group again; nothing is counted twice.',
          context: { partition, owner: row?.owner ?? '', memberId },
        },
      );
    }
    if (nextOffset < row.nextOffset) {
      throw new RangeError(`partition ${partition}: ${nextOffset} is below ${row.nextOffset}`);
    }
    if (nextOffset === row.nextOffset && deltaWeight(delta) === 0) return;
    this.#segments.append(partition, { fromOffset: row.nextOffset, nextOffset }, delta);
    this.#rows.advance(partition, nextOffset, expiredRecords);
  }

  /** Members are active at the same time: only what no save has counted yet is added. */
  #countActivity(store: StoreRow, activeMs: number): Pick<StoreRow, 'activeMs' | 'activeUntilMs'> {
    if (activeMs <= 0) return store;
    const now = this.#clock.now();
    const uncounted = Math.max(0, now - store.activeUntilMs);
    return { activeMs: store.activeMs + Math.min(activeMs, uncounted), activeUntilMs: now };
  }

  /** In a transaction of its own, so that whatever a failed save leaves in the file is known as ours. */
  #startTrackFile(): void {
    if (this.#trackFileIsStarted) return;
    this.#transaction(() => {
      this.#trackFile.requireSame();
      this.#trackFile.start();
    });
    this.#trackFileIsStarted = true;
  }

  async #lockForRebuild(waitMs: number, signal: AbortSignal): Promise<Disposable | undefined> {
    try {
      return await waitForLock(`${this.#path}.rebuild-lock`, waitMs, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  #commitRebuilt(
    offsets: ReadonlyMap<number, number>,
    temporary: string,
    mark: TrackFileMark,
  ): boolean {
    return this.#transaction(() => {
      this.#trackFile.requireSame();
      const isComplete = [...this.savedOffsets()].every(
        ([partition, saved]) => (offsets.get(partition) ?? 0) === saved,
      );
      if (isComplete) this.#trackFile.replace(temporary, mark);
      return isComplete;
    });
  }
}
