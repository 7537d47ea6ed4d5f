import { crc32 } from 'node:zlib';
import { ConsoleError } from '../../../domain/errors.ts';
import type { LogFile } from './log-file.ts';
import type { RecordEncoder } from './record-encoder.ts';
import { type TopicRef, topicMissing } from './topic-catalog.ts';

type StoredBatch = {
  readonly baseOffset: number;
  readonly nextOffset: number;
  readonly bytes: Buffer;
};

export type BatchTable = {
  /**
   * Puts one batch at the end of a partition and returns its first offset. Only inside a write.
   *
   * @throws `TOPIC_MISSING` when the topic was deleted meanwhile
   */
  append(topic: TopicRef, partition: number, records: RecordEncoder): number;
  /**
   * The batch that holds this offset, if it is there.
   *
   * @throws `STORE_CORRUPT` when its bytes are not those that were written
   */
  find(topic: TopicRef, partition: number, offset: number): StoredBatch | undefined;
};

export function damagedBatch(
  topic: TopicRef,
  partition: number,
  from: number,
  to: number,
  cause?: unknown,
): ConsoleError {
  const where = `offsets ${from} to ${to - 1} of ${topic.name}, partition ${partition}`;
  return new ConsoleError('STORE_CORRUPT', `The embedded log is damaged at ${where}`, {
    hint: 'Check the disk and start again: the log is then set aside, and the data set can be published anew.',
    context: { topic: topic.name, partition, from, to },
    cause,
  });
}

export function createBatchTable(log: LogFile): BatchTable {
  const advanceEnd = log.prepare(
    `UPDATE partitions SET log_end_offset = log_end_offset + ?
     WHERE topic_ref = ? AND partition = ? RETURNING log_end_offset`,
  );
  const insert = log.prepare(
    `INSERT INTO batches (topic_ref, partition, base_offset, records, max_timestamp_ms, crc32, bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const select = log.prepare(
    `SELECT base_offset, records, crc32, bytes FROM batches
     WHERE topic_ref = ? AND partition = ? AND base_offset <= ?
     ORDER BY base_offset DESC LIMIT 1`,
  );

  return {
    append: (topic, partition, records) => {
      const end = advanceEnd.get(records.records, topic.ref, partition)?.['log_end_offset'];
      if (end === undefined) throw topicMissing(topic.name);
      const base = Number(end) - records.records;
      const bytes = records.bytes();
      const { maxTimestampMs } = records;
      insert.run(topic.ref, partition, base, records.records, maxTimestampMs, crc32(bytes), bytes);
      return base;
    },
    find: (topic, partition, offset) => {
      const row = log.read(() => select.get(topic.ref, partition, offset));
      if (row === undefined) return undefined;
      const baseOffset = Number(row['base_offset']);
      const nextOffset = baseOffset + Number(row['records']);
      if (nextOffset <= offset) return undefined;
      const blob = row['bytes'] as Uint8Array;
      const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
      if (crc32(bytes) !== Number(row['crc32'])) {
        throw damagedBatch(topic, partition, baseOffset, nextOffset);
      }
      return { baseOffset, nextOffset, bytes };
    },
  };
}
