import { DATASET_HEADER, type Track, type TrackRow } from '../../domain/track.ts';
import type { OutgoingRecord, RecordHeaders, RejectedRow } from '../../services/ports.ts';
import type { Batch } from './batch.ts';
import { asRejectedRow, refusedRowLetter, rejectedRowLetter } from './dead-letter.ts';

/** What a batch becomes: records of the topic, dead letters, and rows of the rejects file. */
export type BatchRecords = {
  readonly records: readonly OutgoingRecord[];
  readonly letters: readonly OutgoingRecord[];
  readonly rejected: readonly RejectedRow[];
};

type BatchRecordsOptions = {
  /** Names the data set in the headers. */
  readonly tag: string;
  /** Time of publishing, epoch seconds. */
  readonly timestamp: number;
  /** Set when the broker refused the valid rows of this batch for good, with its words. */
  readonly refusal: string | undefined;
};

export function batchRecords(batch: Batch, options: BatchRecordsOptions): BatchRecords {
  const { tag, timestamp, refusal } = options;
  const records: OutgoingRecord[] = [];
  const letters: OutgoingRecord[] = [];
  const rejected: RejectedRow[] = [];
  const headers = { [DATASET_HEADER]: tag };
  for (const row of batch.rows) {
    const bad = asRejectedRow(row);
    if (bad !== undefined) {
      rejected.push(bad);
      letters.push(rejectedRowLetter(bad, tag));
    } else if (row.verdict.ok && refusal !== undefined) {
      letters.push(refusedRowLetter(row.verdict.row, row.line, tag, refusal));
    } else if (row.verdict.ok) {
      records.push(trackRecord(row.verdict.row, timestamp, headers));
    }
  }
  return { records, letters, rejected };
}

/**
 * A row as a record of the topic.
 *
 * @param timestamp - time of publishing, epoch seconds
 */
export function trackRecord(
  row: TrackRow,
  timestamp: number,
  headers: RecordHeaders,
): OutgoingRecord {
  const track: Track = { ...row, timestamp };
  return { key: track.track_id, value: JSON.stringify(track), headers };
}
