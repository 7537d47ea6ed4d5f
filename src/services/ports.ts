import type { AnalyticsTotals } from '../domain/analytics/analytics-totals.ts';
import type {
  AnalyticsDelta,
  PartitionAnalytics,
} from '../domain/analytics/partition-analytics.ts';
import type { ConsoleError } from '../domain/errors.ts';
import type { ReadRow, Rejection, RowPosition, RowVerdict } from '../domain/row-check.ts';

/** Wall clock in epoch milliseconds; tests pass their own. */
export type Clock = {
  now(): number;
};

// ---------------------------------------------------------------------------------------------
// Broker: Apache Kafka or the embedded log. Both pass test/contract/.
// ---------------------------------------------------------------------------------------------

export type BrokerKind = 'embedded' | 'kafka';

export type RecordHeaders = Readonly<Record<string, string>>;

/** A record on its way to a topic. The partition follows from the key (murmur2, as every Kafka client). */
export type OutgoingRecord = {
  readonly key: string | null;
  /** Text is sent as UTF-8. */
  readonly value: string | Buffer;
  readonly headers?: RecordHeaders;
};

export type StoredRecord = {
  readonly offset: number;
  /** When it was produced, epoch milliseconds. */
  readonly timestampMs: number;
  readonly key: string | null;
  readonly value: Buffer;
  readonly headers: RecordHeaders;
};

/**
 * Records of one partition in ascending offsets; offsets may have gaps (transaction markers,
 * retention), and a batch without records passes over such a gap.
 */
export type RecordBatch = {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly StoredRecord[];
  /** Where reading goes on after this batch: greater than every offset in it. */
  readonly nextOffset: number;
  /** Log end offset as known when the batch was read. */
  readonly logEndOffset: number;
};

export type TopicSpec = {
  readonly name: string;
  readonly partitions: number;
  /** `null` leaves it to the cluster, which may demand more than one; the embedded log has one copy. */
  readonly replicationFactor: number | null;
  /** Records older than this may be removed; `null` keeps them for ever. */
  readonly retentionMs: number | null;
};

export type PartitionOffsets = {
  readonly partition: number;
  /** Oldest offset still there. */
  readonly logStartOffset: number;
  /** Offset the next record gets. */
  readonly logEndOffset: number;
};

export type TopicDescription = {
  readonly name: string;
  /** Changes when a topic is deleted and made again under the same name. */
  readonly topicId: string;
  readonly partitions: readonly PartitionOffsets[];
};

/** Where committed records of one partition lie: `[firstOffset, nextOffset)`. */
export type AppendedSpan = {
  readonly topic: string;
  readonly partition: number;
  readonly firstOffset: number;
  readonly nextOffset: number;
  readonly records: number;
};

export type LedgerEntry = {
  readonly key: string;
  readonly value: string;
};

/**
 * Some batches and one ledger entry that become visible together or not at all.
 *
 * Every method fails with `PRODUCER_REPLACED` once a later producer has the same transactional id,
 * with `BROKER_UNREACHABLE` (retryable) when the broker is away, and with `RECORD_TOO_LARGE` for a
 * record that the topic will never take. After any failure the transaction is good for `abort` only.
 */
export type Transaction = {
  send(topic: string, records: readonly OutgoingRecord[]): Promise<void>;
  /**
   * Commits. `ledgerEntry` is called once, with where this transaction's records lie, and its
   * result is written in the same transaction.
   */
  commit(ledgerEntry: (appended: readonly AppendedSpan[]) => LedgerEntry): Promise<void>;
  /** Safe to call in any state; after a commit it does nothing. */
  abort(): Promise<void>;
};

export type TransactionalProducer = {
  /** At most one transaction is open at a time. */
  begin(): Promise<Transaction>;
  close(): Promise<void>;
};

export type CommittedOffset = {
  readonly offset: number;
  /** Free text beside the offset; trackdeck writes the id of the analytics store that covers it. */
  readonly metadata: string;
};

export type ConsumerDelivery =
  /**
   * Partitions newly given to this member. Call `seek` for each before asking for the next delivery;
   * one that is not sought starts at the group's committed offset, else at the log start.
   */
  | {
      readonly type: 'assigned';
      readonly partitions: readonly number[];
      readonly generation: number;
      readonly memberId: string;
    }
  /** Partitions taken away. On the embedded log nobody else has them before the next delivery is asked for. */
  | { readonly type: 'revoked'; readonly partitions: readonly number[] }
  | { readonly type: 'records'; readonly batch: RecordBatch }
  /** Retention removed `[from, to)` before it was read; reading goes on at `to`. */
  | {
      readonly type: 'expired';
      readonly partition: number;
      readonly from: number;
      readonly to: number;
    }
  /**
   * Nothing to deliver now: everything is read in every assigned partition, or reading is paused.
   * Delivered at once, then at most every `idleMs`.
   */
  | {
      readonly type: 'idle';
      readonly isPaused: boolean;
      readonly positions: ReadonlyMap<number, number>;
    };

/** One member of a consumer group, reading committed records only. */
export type RecordConsumer = {
  /**
   * Joins the group and delivers until the signal aborts, then leaves. Asking for the next delivery
   * acknowledges the previous one; at most one batch is read ahead.
   */
  consume(signal: AbortSignal): AsyncIterable<ConsumerDelivery>;
  seek(partition: number, offset: number): void;
  /**
   * @throws `MEMBER_FENCED` when a partition is no longer this member's: its new owner decides.
   */
  commit(offsets: ReadonlyMap<number, CommittedOffset>): Promise<void>;
  /** No `records` until `resume`; membership and heartbeats go on. */
  pause(): void;
  resume(): void;
};

type GroupMember = {
  readonly memberId: string;
  readonly clientId: string;
  readonly partitions: readonly number[];
};

export type GroupDescription = {
  readonly groupId: string;
  /** `null` where the broker does not tell it from outside, as Kafka. */
  readonly generation: number | null;
  readonly members: readonly GroupMember[];
};

export type ConsumerOptions = {
  readonly groupId: string;
  readonly topic: string;
  readonly clientId: string;
  /** Without a heartbeat for this long a member is dead. Default 10,000 ms. */
  readonly sessionTimeoutMs?: number;
  readonly heartbeatIntervalMs?: number;
  /** Longest time between two `idle` deliveries. Default 100 ms. */
  readonly idleMs?: number;
  /** Most records in one batch. Default 1000. */
  readonly maxBatchRecords?: number;
  /** Told, again from time to time, with `GROUP_REBALANCING` while a member that hangs keeps the group from going on. */
  readonly onStalled?: (failure: ConsoleError) => void;
};

export type Broker = {
  readonly kind: BrokerKind;
  /** Names this log for ever; another log has another id. */
  readonly clusterId: string;
  /** For the operator: the bootstrap servers, or the path of the embedded log. */
  readonly address: string;
  /** Creates the topic if it is missing; an existing one is left as it is, whatever its partitions. */
  ensureTopic(spec: TopicSpec): Promise<TopicDescription>;
  describeTopic(name: string): Promise<TopicDescription | undefined>;
  /** Removes the topic with its records; nothing happens if there is none. */
  deleteTopic(name: string): Promise<void>;
  /**
   * Fences every earlier producer of this transactional id and ends its open transaction; all that
   * it has committed is then in the topics and in the ledger for every reader to see.
   */
  openProducer(options: { readonly transactionalId: string }): Promise<TransactionalProducer>;
  createConsumer(options: ConsumerOptions): RecordConsumer;
  /** Committed records of one partition from `from` up to, not including, `to`; belongs to no group. */
  readPartition(options: {
    readonly topic: string;
    readonly partition: number;
    readonly from: number;
    readonly to: number;
    readonly signal: AbortSignal;
  }): AsyncIterable<RecordBatch>;
  /**
   * The last committed value of every ledger key; a commit that is under way is waited for, but no
   * transaction that stays open.
   */
  readLedger(): Promise<ReadonlyMap<string, string>>;
  /**
   * The same once every transaction that has begun to write to the ledger by now has ended: whatever
   * record can be read before the call, the entry it was committed with is in the result.
   *
   * @throws `TRANSACTION_EXPIRED` when one stays open for longer than Kafka allows
   */
  readSettledLedger(): Promise<ReadonlyMap<string, string>>;
  committedOffsets(groupId: string, topic: string): Promise<ReadonlyMap<number, CommittedOffset>>;
  /** Moves a group's committed offsets as an outside tool would. Works only while it has no member. */
  resetOffsets(groupId: string, topic: string, offsets: ReadonlyMap<number, number>): Promise<void>;
  describeGroup(groupId: string): Promise<GroupDescription>;
  close(): Promise<void>;
};

// ---------------------------------------------------------------------------------------------
// Data set: a CSV file, plain or compressed, or the generated demo data.
// ---------------------------------------------------------------------------------------------

export type DatasetFingerprint = {
  /** SHA-256 of the CSV itself, unpacked, as 64 hex digits. */
  readonly sha256: string;
  /** Length of the CSV itself, unpacked. */
  readonly bytes: number;
};

/** Where rows come from. Every `open` starts anew at the given byte of the unpacked CSV. */
export type DatasetSource = {
  /** For the operator: the path, or how the demo data was made. */
  readonly name: string;
  readonly isDemo: boolean;
  /**
   * The unpacked CSV from byte `from` on, in chunks.
   *
   * @throws `DATASET_COMPRESSION` or `DATASET_ARCHIVE` when the file is broken or cut short.
   */
  open(from: number, signal: AbortSignal): AsyncIterable<Buffer>;
};

/** A data set whose header was checked and whose content was hashed, ready to be read row by row. */
export type RowSource = {
  readonly name: string;
  readonly isDemo: boolean;
  readonly fingerprint: DatasetFingerprint;
  /** Header names in the file's order. */
  readonly columns: readonly string[];
  /** The first data row. */
  readonly start: RowPosition;
  /**
   * Data rows in the file's order, some hundreds at a time; never more than one block read ahead.
   *
   * @throws `DATASET_CHANGED` when the file is no longer the one that was hashed.
   */
  rows(from: RowPosition, signal: AbortSignal): AsyncIterable<readonly ReadRow[]>;
};

// ---------------------------------------------------------------------------------------------
// Rejects file: OUTPUT_DIR/rejects.csv
// ---------------------------------------------------------------------------------------------

/** What a ledger remembers of the rejects file, so that a restart goes on exactly there. */
export type RejectsMark = {
  readonly bytes: number;
  /** CRC-32 of those bytes. */
  readonly crc32: number;
};

export type RejectedRow = {
  readonly line: number;
  readonly recordId: number;
  readonly rejection: Rejection;
  readonly raw: Uint8Array;
};

/**
 * One producer's own file: what it writes never reaches the file that a later producer has put in
 * its place.
 */
export type RejectsFile = {
  /** The file as it stands; of a new one, its header. */
  mark(): RejectsMark;
  /** Appends and flushes to disk. The rows count only once the returned mark is in the ledger. */
  append(rows: readonly RejectedRow[]): Promise<RejectsMark>;
  /** Takes back everything after the mark, as when a transaction was aborted. */
  rewind(mark: RejectsMark): Promise<void>;
  /**
   * Puts the file back, its directory too, where somebody has removed it; another file in its place
   * is left alone. It may be missing still when it is removed again meanwhile.
   *
   * @throws `OUTPUT_UNWRITABLE`, `DISK_FULL`, `FILE_FAILED`; as do `append` and `rewind`
   */
  ensureInPlace(): Promise<void>;
  close(): Promise<void>;
};

// ---------------------------------------------------------------------------------------------
// Dead letters, to be judged again
// ---------------------------------------------------------------------------------------------

/** Judges the bytes of one row, kept apart from its file, as an ingest under this header would. */
export type CheckRawRow = (
  raw: Uint8Array,
  columns: readonly string[],
  recordId: number,
) => RowVerdict;

/** A row as an operator has mended it: its bytes under the data set's header, or judged already. */
export type RepairedRow = { readonly recordId: number } & (
  | { readonly raw: Uint8Array }
  | { readonly verdict: RowVerdict }
);

// ---------------------------------------------------------------------------------------------
// Analytics store: what was counted, and up to which offset, for one topic and group
// ---------------------------------------------------------------------------------------------

/** What was counted of one partition, and the offset it covers. */
export type PartitionState = {
  readonly partition: number;
  /** Records below this offset are counted; the next to count is this one. */
  readonly nextOffset: number;
  /** Of the offsets below, those that retention removed before they were counted. */
  readonly expiredRecords: number;
  readonly analytics: PartitionAnalytics;
};

export type PartitionProgress = {
  readonly partition: number;
  readonly nextOffset: number;
  /** Records that retention removed before they were counted, since the last save. */
  readonly expiredRecords: number;
  readonly delta: AnalyticsDelta;
};

export type AnalyticsSave = {
  readonly memberId: string;
  readonly partitions: readonly PartitionProgress[];
  /**
   * Lines for `processed_tracks.csv` in UTF-8, each with its line break, of exactly the records this
   * save adds.
   */
  readonly trackLines: Uint8Array;
  /** Active consuming time of this member since its last save. */
  readonly activeMs: number;
};

/** The part of the track file that belongs to a saved state. */
export type TrackFileMark = {
  /** Its length; 0 before the first save, when there may be no file yet. */
  readonly bytes: number;
  /** Tells this file from one that was rebuilt since. */
  readonly inode: number;
  /** CRC-32 of the last 4096 of its bytes, or of all when it has fewer. */
  readonly tailCrc32: number;
};

export type SavedAnalytics = {
  readonly partitions: readonly PartitionState[];
  /** Time in which at least one member was consuming, summed over restarts. */
  readonly activeMs: number;
  /** When a member was last consuming, epoch milliseconds; 0 before the first. */
  readonly activeUntilMs: number;
  /** Lines of exactly these partitions' records; `null` while the track file is damaged. */
  readonly trackFile: TrackFileMark | null;
};

export type AnalyticsStore = {
  /** Random, made with the store; written as metadata of committed group offsets. */
  readonly storeId: string;
  /**
   * Whether an earlier store at its place was damaged and set aside: group offsets of a store that
   * is not this one are then that one's.
   */
  readonly replacesDamaged: boolean;
  /**
   * Makes this member the one that counts the partition and loads what was counted so far. A save
   * by the earlier owner fails from now on with `MEMBER_FENCED`.
   */
  claim(partition: number, memberId: string): PartitionState;
  /**
   * State, offsets and the length of the track file, in one transaction.
   *
   * @throws `MEMBER_FENCED` when another member has claimed one of the partitions: nothing is saved.
   * @throws `OUTPUT_DIR_DIFFERS` when a later member writes the track file elsewhere: nothing is saved.
   * @throws `DISK_FULL`, `FILE_FAILED`, `OUTPUT_UNWRITABLE`: nothing is saved, and the same save can
   *   be tried again.
   */
  save(save: AnalyticsSave): void;
  /** Up to which offset each partition is counted and saved. */
  savedOffsets(): ReadonlyMap<number, number>;
  /**
   * Everything saved by all members at one moment, each partition merged from its deltas.
   *
   * @param inMemory - states that need not be read where they cover exactly what is saved
   * @throws `STORE_CORRUPT` when what is read is not what was written; so does `claim`.
   */
  loadAll(inMemory?: readonly PartitionState[]): SavedAnalytics;
  /**
   * Whether the track file is not there, or does not hold what was saved. Saves go on meanwhile
   * without writing lines to it; `rebuildTrackFile` then writes them all.
   */
  trackFileIsDamaged(): boolean;
  /**
   * Writes the track file anew from the log: every record below the saved offsets, in
   * offset order per partition, then renames it into place in the transaction that records it. A
   * file with lines that is there is set aside.
   * Does nothing when the file is not damaged. It stays damaged when another process is rebuilding
   * it for longer than `waitMs`, when its directory is removed meanwhile, and when the signal aborts.
   *
   * @param lines - the track lines of `[from, to)` of a partition, as far as the log still has them
   * @param waitMs - how long to wait for another process that is rebuilding it; not at all by default
   * @returns whether it was this call that rebuilt the file
   * @throws `OUTPUT_UNWRITABLE`, `DISK_FULL`, `FILE_FAILED`, and whatever `lines` throws
   */
  rebuildTrackFile(
    lines: (range: {
      readonly partition: number;
      readonly from: number;
      readonly to: number;
    }) => AsyncIterable<string>,
    signal: AbortSignal,
    waitMs?: number,
  ): Promise<boolean>;
  /**
   * Does the work while no other member of this store does any under its own `exclusively`. It must
   * not be called from inside the work. A member that dies lets go; one that is stuck for 10 s is
   * passed over: what it still writes is put right by the next export.
   *
   * @param signal - ends the waiting, not the work: throws its reason
   */
  exclusively<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result>;
  close(): void;
};

// ---------------------------------------------------------------------------------------------
// Exports: OUTPUT_DIR, beside the track file that the analytics store writes
// ---------------------------------------------------------------------------------------------

export type ExportView = {
  readonly totals: AnalyticsTotals;
  /** Active consuming time, summed over restarts. */
  readonly activeMs: number;
  /** Records that retention removed before they were counted. */
  readonly expiredRecords: number;
  /** Epoch milliseconds. */
  readonly generatedAtMs: number;
  /** Whether the tracks are the generated demo data. */
  readonly isDemo: boolean;
};

/** What the newest exports in an output directory cover. */
export type SavedExports = {
  /** Tracks. */
  readonly records: number;
  /** Of the records, by data set tag. */
  readonly datasets: Readonly<Record<string, number>>;
  /** Whether any of them is generated. */
  readonly isDemo: boolean;
  readonly directory: string;
  /** Epoch milliseconds. */
  readonly savedAt: number;
};

export type SnapshotView = ExportView & {
  /** Next offset of each partition: the totals cover what lies below. */
  readonly offsets: ReadonlyMap<number, number>;
  /** Where these records end in the track file. */
  readonly trackFile: TrackFileMark;
};

export type ExportedFile = {
  readonly name: string;
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
};

export type WrittenSnapshot = {
  readonly directory: string;
  /** Of all files but the manifest. */
  readonly bytes: number;
  readonly files: readonly ExportedFile[];
};

export type FoundSnapshot = Pick<WrittenSnapshot, 'directory' | 'bytes'> & {
  readonly writtenAt: number;
};

/** Every file, and a snapshot as a whole, is there in full or not at all. */
export type Exporter = {
  /**
   * Replaces the analytics and the top lists in the output directory. Where several members do so,
   * each makes its view and saves it in one `AnalyticsStore.exclusively`, so that no older view
   * replaces a newer one.
   *
   * @throws `OUTPUT_UNWRITABLE`, `DISK_FULL`, `FILE_FAILED`
   */
  save(view: ExportView): Promise<void>;
  /**
   * Writes all four files and a manifest into a new directory under `snapshots/`.
   *
   * @throws `TRACK_FILE_DAMAGED` (retryable) when the track file was removed or rebuilt since the view
   *   was made: make a new one.
   * @throws `OUTPUT_UNWRITABLE`, `DISK_FULL`, `FILE_FAILED`
   */
  snapshot(view: SnapshotView): Promise<WrittenSnapshot>;
};
