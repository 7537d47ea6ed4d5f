import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import {
  deltaWeight,
  type PartitionAnalytics,
} from '../../domain/analytics/partition-analytics.ts';
import { ConsoleError } from '../../domain/errors.ts';
import type {
  AnalyticsSave,
  AnalyticsStore,
  Clock,
  PartitionProgress,
  PartitionState,
  SavedAnalytics,
  TrackFileMark,
} from '../ports.ts';
import { inTransaction, openDatabase } from '../sqlite.ts';
import { tryLock } from './rebuild-lock.ts';
import { type TrackLines, writeTrackFileAnew } from './rebuild-track-file.ts';
import { SCHEMA, SCHEMA_VERSION } from './schema.ts';
import { createSegmentLog, replay, type Segment, type SegmentLog } from './segment-log.ts';
import { createStoreRows, type StoreRow, type StoreRows } from './store-rows.ts';
import { appendTrackLines, intactTrackFile } from './track-file.ts';

export type AnalyticsStoreOptions = {
  /** The store's file: one per topic identity and group, shared by the members on this host. */
  readonly path: string;
  readonly trackFilePath: string;
  readonly clock: Clock;
};

/**
 * @throws `STORE_CORRUPT`, `STORE_BUSY`, `STORE_NEWER`, `STATE_DIR_UNWRITABLE`, `DISK_FULL`
 */
export function openAnalyticsStore(options: AnalyticsStoreOptions): AnalyticsStore {
  const { path } = options;
  const database = openDatabase({ path, schema: SCHEMA, schemaVersion: SCHEMA_VERSION });
  try {
    return new SqliteAnalyticsStore(database, options);
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

  constructor(database: DatabaseSync, { path, trackFilePath, clock }: AnalyticsStoreOptions) {
    this.#database = database;
    this.#path = path;
    this.#trackFilePath = resolve(trackFilePath);
    this.#clock = clock;
    this.#rows = createStoreRows(database);
    this.#segments = createSegmentLog(database, path);
    this.storeId = this.#transaction(() => {
      this.#rows.create(this.#trackFilePath);
      return this.#rows.store().storeId;
    });
  }

  claim(partition: number, memberId: string): PartitionState {
    const { nextOffset, segments } = this.#transaction(() => {
      this.#adoptTrackFile();
      const row = this.#rows.claim(partition, memberId);
      return { nextOffset: row.nextOffset, segments: this.#segments.read(partition) };
    });
    return { partition, nextOffset, analytics: this.#replaySaved(segments, nextOffset) };
  }

  save(save: AnalyticsSave): void {
    this.#transaction(() => {
      for (const progress of save.partitions) this.#advance(progress, save.memberId);
      const store = this.#rows.store();
      this.#requireSameTrackFile(store);
      this.#rows.updateStore({
        ...store,
        ...this.#countActivity(store, save.activeMs),
        ...appendUnlessDamaged(store, save.trackLines),
      });
    });
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
      trackFile: this.#trackFileMark(),
    }));
    return {
      partitions: partitions.map(({ segments, ...row }) => ({
        ...row,
        analytics: row.analytics ?? this.#replaySaved(segments, row.nextOffset),
      })),
      activeMs: store.activeMs,
      trackFile,
    };
  }

  trackFileIsDamaged(): boolean {
    return this.#trackFileMark() === null;
  }

  async rebuildTrackFile(lines: TrackLines, signal: AbortSignal): Promise<void> {
    using lock = tryLock(`${this.#path}.rebuild-lock`);
    if (lock === undefined || !this.#markDamage()) return;
    await writeTrackFileAnew(
      {
        trackFilePath: this.#trackFilePath,
        savedOffsets: () => this.#savedOffsets(),
        commit: (offsets, bytes, replace) => this.#commitRebuilt(offsets, bytes, replace),
      },
      lines,
      signal,
    );
  }

  close(): void {
    this.#database.close();
  }

  #replaySaved(segments: readonly Segment[], nextOffset: number): PartitionAnalytics {
    const analytics = replay(segments, nextOffset, this.#path);
    analytics.markSaved();
    return analytics;
  }

  #transaction<Result>(work: () => Result): Result {
    return inTransaction(this.#database, this.#path, work);
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

  #requireSameTrackFile({ trackFilePath }: StoreRow): void {
    if (trackFilePath === this.#trackFilePath) return;
    throw new ConsoleError(
      'OUTPUT_DIR_DIFFERS',
      `Another member of this group writes its tracks to ${trackFilePath}, not ${this.#trackFilePath}`,
      {
        hint: 'Start all members of a group with the same --output-dir.',
        context: { path: this.#trackFilePath, other: trackFilePath },
      },
    );
  }

  /** A store that was written with another output directory has no track file in this one yet. */
  #adoptTrackFile(): void {
    const store = this.#rows.store();
    if (store.trackFilePath === this.#trackFilePath) return;
    this.#rows.updateStore({
      ...store,
      trackFilePath: this.#trackFilePath,
      trackFileIsDamaged: store.trackFileIsDamaged || store.trackFileBytes > 0,
    });
  }

  #trackFileMark(): TrackFileMark | null {
    const { trackFileBytes, trackFilePath, trackFileIsDamaged } = this.#rows.store();
    if (trackFileIsDamaged) return null;
    if (trackFileBytes === 0) return { bytes: 0, inode: 0 };
    if (trackFilePath !== this.#trackFilePath) return null;
    const inode = intactTrackFile(this.#trackFilePath, trackFileBytes);
    return inode === undefined ? null : { bytes: trackFileBytes, inode };
  }

  /** From now on no save writes lines, until the file is rebuilt. */
  #markDamage(): boolean {
    return this.#transaction(() => {
      this.#adoptTrackFile();
      if (this.#trackFileMark() !== null) return false;
      this.#rows.updateStore({ ...this.#rows.store(), trackFileIsDamaged: true });
      return true;
    });
  }

  #savedOffsets(): ReadonlyMap<number, number> {
    return new Map(this.#rows.partitions().map((row) => [row.partition, row.nextOffset]));
  }

  #commitRebuilt(
    offsets: ReadonlyMap<number, number>,
    bytes: number,
    replace: () => void,
  ): boolean {
    return this.#transaction(() => {
      const store = this.#rows.store();
      this.#requireSameTrackFile(store);
      const isComplete = [...this.#savedOffsets()].every(
        ([partition, saved]) => (offsets.get(partition) ?? 0) === saved,
      );
      if (!isComplete) return false;
      replace();
      this.#rows.updateStore({ ...store, trackFileBytes: bytes, trackFileIsDamaged: false });
      return true;
    });
  }
}

function appendUnlessDamaged(
  store: StoreRow,
  lines: string,
): Pick<StoreRow, 'trackFileBytes' | 'trackFileIsDamaged'> {
  if (store.trackFileIsDamaged) return store;
  const bytes = appendTrackLines(store.trackFilePath, store.trackFileBytes, lines);
  if (bytes === undefined) return { ...store, trackFileIsDamaged: true };
  return { trackFileBytes: bytes, trackFileIsDamaged: false };
}
