import type { RecordsBatch } from '@platformatic/kafka';
import type { RecordHeaders, StoredRecord } from '../../ports.ts';
import {
  type AbortedTransaction,
  createAbortedTransactions,
  isAbortMarker,
} from './aborted-transactions.ts';

/** Bits of a batch's attributes. @see https://kafka.apache.org/documentation/#recordbatch */
const LOG_APPEND_TIME = 1 << 3;
const TRANSACTIONAL = 1 << 4;
const CONTROL = 1 << 5;
type Range = { readonly from: number; readonly to: number };

export type ReadRange = {
  readonly records: readonly StoredRecord[];
  /** Behind everything that was looked at, markers and aborted records included. */
  readonly nextOffset: number;
};

/**
 * The committed records of `[from, to)` among fetched batches, which are in the order of their
 * offsets.
 */
export function committedRecords(
  batches: readonly RecordsBatch[],
  aborted: readonly AbortedTransaction[],
  { from, to }: Range,
): ReadRange {
  const transactions = createAbortedTransactions(aborted);
  const records: StoredRecord[] = [];
  let nextOffset = from;
  for (const batch of batches) {
    const lastOffset = Number(batch.firstOffset) + batch.lastOffsetDelta;
    nextOffset = Math.max(nextOffset, Math.min(lastOffset + 1, to));
    if ((batch.attributes & CONTROL) !== 0) {
      const key = batch.records[0]?.key;
      if (isAbortMarker(key)) transactions.end(batch.producerId, lastOffset);
      continue;
    }
    const isTransactional = (batch.attributes & TRANSACTIONAL) !== 0;
    if (isTransactional && transactions.isAborted(batch.producerId, lastOffset)) continue;
    addRecords(records, batch, { from, to });
  }
  return { records, nextOffset };
}

function addRecords(records: StoredRecord[], batch: RecordsBatch, { from, to }: Range): void {
  const firstOffset = Number(batch.firstOffset);
  const hasOneTime = (batch.attributes & LOG_APPEND_TIME) !== 0;
  for (const { offsetDelta, timestampDelta, key, value, headers } of batch.records) {
    const offset = firstOffset + offsetDelta;
    if (offset < from || offset >= to) continue;
    const timestamp = hasOneTime ? batch.maxTimestamp : batch.firstTimestamp + timestampDelta;
    records.push({
      offset,
      timestampMs: Number(timestamp),
      key: key?.toString() ?? null,
      value: value ?? Buffer.alloc(0),
      headers: headersOf(headers),
    });
  }
}

function headersOf(headers: readonly (readonly [Buffer | null, Buffer | null])[]): RecordHeaders {
  return Object.fromEntries(
    headers.map(([name, value]) => [name?.toString() ?? '', value?.toString() ?? '']),
  );
}
