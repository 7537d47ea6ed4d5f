import { DATASET_HEADER } from '../../../domain/track.ts';
import type { OutgoingRecord, StoredRecord } from '../../../services/ports.ts';

/** Holds the id of the topic that the row was published to: one made anew has not got it. */
const REDRIVEN_HEADER = 'redriven';

/** A row of a data set in one topic. */
type RowIdentity = { readonly tag: string; readonly recordId: number; readonly topicId: string };

/**
 * The record behind the dead letters that says of one of them that its row is published. It is sent
 * in the transaction that publishes the row, so there is never one without the other, and being
 * younger it outlives the letter.
 */
export function redriveMark({ tag, recordId, topicId }: RowIdentity): OutgoingRecord {
  const headers = {
    [REDRIVEN_HEADER]: topicId,
    [DATASET_HEADER]: tag,
    record_id: String(recordId),
  };
  return { key: null, value: '', headers };
}

/** The row that a mark speaks of; `undefined` for every other record. */
export function readRedriveMark({ headers }: StoredRecord): RowIdentity | undefined {
  const topicId = headers[REDRIVEN_HEADER];
  const tag = headers[DATASET_HEADER];
  if (topicId === undefined || tag === undefined) return undefined;
  return { tag, recordId: Number(headers['record_id']), topicId };
}
