import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { TrackFileMark } from '../ports.ts';

export type StoreRow = {
  readonly storeId: string;
  readonly activeMs: number;
  /** Up to when active time is counted, epoch milliseconds. */
  readonly activeUntilMs: number;
};

export type TrackFileRow = {
  readonly path: string;
  /** What every saved line is in; its `bytes` are 0 before the file is made. */
  readonly mark: TrackFileMark;
  /** Whether lines were saved that are not in the file. */
  readonly isDamaged: boolean;
};

type PartitionRow = {
  readonly partition: number;
  /** Member that may save this partition. */
  readonly owner: string;
  readonly nextOffset: number;
  readonly expiredRecords: number;
};

/** The rows beside the segments, typed; every change is made inside a transaction of the caller. */
export type StoreRows = {
  /** Makes the store's own rows where they are missing. */
  create(trackFilePath: string): void;
  store(): StoreRow;
  updateStore(changes: Omit<StoreRow, 'storeId'>): void;
  trackFile(): TrackFileRow;
  updateTrackFile(row: TrackFileRow): void;
  partitions(): readonly PartitionRow[];
  partition(partition: number): PartitionRow | undefined;
  claim(partition: number, owner: string): PartitionRow;
  /** @param expiredRecords - to be added */
  advance(partition: number, nextOffset: number, expiredRecords: number): void;
};

type Row = Readonly<Record<string, unknown>>;

export function createStoreRows(database: DatabaseSync): StoreRows {
  const insertStore = database.prepare('INSERT OR IGNORE INTO store (id, store_id) VALUES (1, ?)');
  const selectStore = database.prepare('SELECT * FROM store');
  const updateStore = database.prepare('UPDATE store SET active_ms = ?, active_until_ms = ?');
  const insertTrackFile = database.prepare(
    `INSERT OR IGNORE INTO track_file (id, path, is_damaged)
     VALUES (1, ?, EXISTS (SELECT 1 FROM partition_state WHERE next_offset > 0))`,
  );
  const selectTrackFile = database.prepare('SELECT * FROM track_file');
  const updateTrackFile = database.prepare(
    'UPDATE track_file SET path = ?, bytes = ?, inode = ?, tail_crc32 = ?, is_damaged = ?',
  );
  const selectPartitions = database.prepare('SELECT * FROM partition_state ORDER BY partition');
  const selectPartition = database.prepare('SELECT * FROM partition_state WHERE partition = ?');
  const upsertOwner = database.prepare(
    `INSERT INTO partition_state (partition, owner) VALUES (?, ?)
     ON CONFLICT (partition) DO UPDATE SET owner = excluded.owner RETURNING *`,
  );
  const advance = database.prepare(
    `UPDATE partition_state SET next_offset = ?, expired_records = expired_records + ?
     WHERE partition = ?`,
  );
  return {
    create(trackFilePath) {
      insertStore.run(randomUUID());
      insertTrackFile.run(trackFilePath);
    },
    store: () => storeRow(selectStore.get() ?? {}),
    updateStore: (row) => void updateStore.run(row.activeMs, row.activeUntilMs),
    trackFile: () => trackFileRow(selectTrackFile.get() ?? {}),
    updateTrackFile: ({ path, mark, isDamaged }) =>
      void updateTrackFile.run(path, mark.bytes, mark.inode, mark.tailCrc32, isDamaged ? 1 : 0),
    partitions: () => selectPartitions.all().map(partitionRow),
    partition: (partition) => {
      const row = selectPartition.get(partition);
      return row && partitionRow(row);
    },
    claim: (partition, owner) => partitionRow(upsertOwner.get(partition, owner) ?? {}),
    advance: (partition, nextOffset, expiredRecords) =>
      void advance.run(nextOffset, expiredRecords, partition),
  };
}

function storeRow(row: Row): StoreRow {
  return {
    storeId: String(row['store_id']),
    activeMs: Number(row['active_ms']),
    activeUntilMs: Number(row['active_until_ms']),
  };
}

function trackFileRow(row: Row): TrackFileRow {
  return {
    path: String(row['path']),
    mark: {
      bytes: Number(row['bytes']),
      inode: Number(row['inode']),
      tailCrc32: Number(row['tail_crc32']),
    },
    isDamaged: row['is_damaged'] === 1,
  };
}

function partitionRow(row: Row): PartitionRow {
  return {
    partition: Number(row['partition']),
    owner: String(row['owner']),
    nextOffset: Number(row['next_offset']),
    expiredRecords: Number(row['expired_records']),
  };
}
