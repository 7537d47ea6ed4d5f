import type { StoredRecord } from '../../ports.ts';
import { type BatchTable, damagedBatch } from './batch-table.ts';
import { RecordCursor } from './record-cursor.ts';
import type { TopicCatalog, TopicRef } from './topic-catalog.ts';

/** A read stops after the record that passes this; with one stored batch in hand it bounds memory. */
const MAX_READ_BYTES = 1024 * 1024;

export type PartitionReader = {
  /**
   * Records from `from` up to, not including, `to`, at most `maxRecords`; none when retention
   * removed `from` meanwhile. `to` must not be beyond the log end.
   */
  read(from: number, to: number, maxRecords: number): readonly StoredRecord[];
};

/**
 * Reading on where the last read ended costs no search: a batch read in part is kept, one of at
 * most 1.3 MiB per reader.
 */
export function createPartitionReader(deps: {
  readonly batches: BatchTable;
  readonly catalog: TopicCatalog;
  readonly topic: TopicRef;
  readonly partition: number;
}): PartitionReader {
  const { batches, catalog, topic, partition } = deps;
  let cursor: RecordCursor | undefined;
  let cursorEnd = 0;

  function cursorAt(offset: number): RecordCursor | undefined {
    if (cursor?.offset === offset) return cursor;
    const batch = batches.find(topic, partition, offset);
    if (batch === undefined) return requireExpired(offset);
    cursor = new RecordCursor(batch.bytes, batch.baseOffset);
    cursorEnd = batch.nextOffset;
    cursor.skipTo(offset);
    return cursor;
  }

  function requireExpired(offset: number): undefined {
    const found = catalog.partitions(topic).find((each) => each.partition === partition);
    if (found !== undefined && found.logStartOffset <= offset) {
      throw damagedBatch(topic, partition, offset, found.logEndOffset);
    }
  }

  function fill(from: number, to: number, maxRecords: number): readonly StoredRecord[] {
    const records: StoredRecord[] = [];
    let offset = from;
    let bytes = 0;
    while (offset < to && records.length < maxRecords && bytes < MAX_READ_BYTES) {
      const source = cursorAt(offset);
      if (source === undefined) break;
      const record = source.next();
      records.push(record);
      bytes += record.value.length;
      offset += 1;
      if (offset === cursorEnd) cursor = undefined;
    }
    return records;
  }

  return {
    read: (from, to, maxRecords) => {
      try {
        return fill(from, to, maxRecords);
      } catch (error) {
        if (error instanceof RangeError) {
          throw damagedBatch(topic, partition, from, cursorEnd, error);
        }
        throw error;
      }
    },
  };
}
