import type { ReadRow, Rejection, RejectReason } from '../../domain/row-check.ts';
import { DATASET_HEADER, type TrackRow } from '../../domain/track.ts';
import type { OutgoingRecord, RejectedRow, StoredRecord } from '../../services/ports.ts';

/** Reason of a dead letter whose row is valid, but which the broker refused for good. */
export const PUBLISH_FAILED = 'publish-failed';

/** Topic of the dead letters of a topic. */
export function deadLetterTopic(topic: string): string {
  return `${topic}.dlq`;
}

/** A rejected row as a record: the raw row, and in its headers all that the rejects file says of it. */
export function rejectedRowLetter(row: RejectedRow, tag: string): OutgoingRecord {
  return {
    key: null,
    value: Buffer.from(row.raw),
    headers: {
      reason: row.rejection.reason,
      column: row.rejection.column,
      line: String(row.line),
      [DATASET_HEADER]: tag,
      record_id: String(row.recordId),
      value: row.rejection.value,
    },
  };
}

/** What a dead letter keeps of a record that was too large for the broker. */
const MAX_LETTER_LENGTH = 65_536;

/** A valid row that the broker refused: its JSON, cut to 64 K characters, and why. */
export function refusedRowLetter(
  row: TrackRow,
  line: number,
  tag: string,
  why: string,
): OutgoingRecord {
  return {
    key: null,
    value: JSON.stringify(row).slice(0, MAX_LETTER_LENGTH),
    headers: {
      reason: PUBLISH_FAILED,
      column: '',
      line: String(line),
      [DATASET_HEADER]: tag,
      record_id: String(row.record_id),
      value: why,
    },
  };
}

/** The rejected row in a dead letter of this data set; `undefined` for every other record. */
export function readRejectedRow(record: StoredRecord, tag: string): RejectedRow | undefined {
  const { reason, column = '', line, record_id: recordId, value = '' } = record.headers;
  if (record.headers[DATASET_HEADER] !== tag) return undefined;
  if (reason === undefined || reason === PUBLISH_FAILED) return undefined;
  const rejection: Rejection = { reason: reason as RejectReason, column, value };
  return { line: Number(line), recordId: Number(recordId), rejection, raw: record.value };
}

/** A row as the rejects file wants it; `undefined` unless it was rejected. */
export function asRejectedRow(row: ReadRow): RejectedRow | undefined {
  if (row.verdict.ok) return undefined;
  const { line, recordId, raw } = row;
  return { line, recordId, rejection: row.verdict.rejection, raw: raw ?? new Uint8Array() };
}
