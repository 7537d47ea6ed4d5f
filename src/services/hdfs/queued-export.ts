import type { ExportedFile } from '../ports.ts';

/**
 * A snapshot keeps its own directory in HDFS. Of the autosave, the small files of the analytics, and
 * of the tracks, as CSV and Parquet, there is one each, which a newer one replaces.
 */
export type ExportKind = 'snapshot' | 'autosave' | 'tracks';

/** What is known of an export before it is in the queue. */
export type ExportFacts = {
  readonly kind: ExportKind;
  /** Of a snapshot, its directory's; otherwise the kind. */
  readonly name: string;
  readonly records: number;
  /** Epoch milliseconds. */
  readonly generatedAtMs: number;
};

/** A set of files that waits on disk to be published to HDFS. */
export type QueuedExport = ExportFacts & {
  /** Unique among all machines; sorts by time. */
  readonly id: string;
  /** Names may have directories, parted by slashes. */
  readonly files: readonly ExportedFile[];
};

export function bytesOf({ files }: Pick<QueuedExport, 'files'>): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}
