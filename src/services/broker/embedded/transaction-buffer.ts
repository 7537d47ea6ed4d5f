import { ConsoleError } from '../../../domain/errors.ts';
import { partitionOfKey } from '../../../domain/partitioner.ts';
import type { OutgoingRecord } from '../../ports.ts';
import { RecordEncoder } from './record-encoder.ts';
import type { TopicRef } from './topic-catalog.ts';

/** Kafka's default `max.message.bytes`. */
const MAX_RECORD_BYTES = 1_048_588;
/** What Kafka adds to a key and a value of a lone record: batch header, lengths, deltas. */
const RECORD_OVERHEAD_BYTES = 72;
const HEADER_OVERHEAD_BYTES = 4;
/** A partition's batch is closed, and another begun, once it has this much: readers hold whole batches. */
const BATCH_BYTES = 256 * 1024;
/** Of each partition so many batches keep their memory for the next transaction. */
const KEPT_BATCHES = 4;
/** Longest key whose bytes are hashed in the scratch space. */
const SCRATCH_BYTES = 1024;

type BufferedBatch = {
  readonly topic: TopicRef;
  readonly partition: number;
  readonly records: RecordEncoder;
};

export type TransactionBuffer = {
  /** @throws `RECORD_TOO_LARGE` */
  add(
    topic: TopicRef,
    partitions: number,
    records: readonly OutgoingRecord[],
    timestampMs: number,
  ): void;
  /** By topic and partition, in the order of sending; views that `clear` makes invalid. */
  batches(): readonly BufferedBatch[];
  clear(): void;
};

export function createTransactionBuffer(): TransactionBuffer {
  const topics = new Map<number, { topic: TopicRef; partitions: RecordEncoder[][] }>();
  const scratch = new Uint8Array(SCRATCH_BYTES);
  const utf8 = new TextEncoder();
  let sends = 0;

  function partitionOf(key: string | null, partitions: number): number {
    // As Kafka's sticky partitioner: records without a key stay together for one batch.
    if (key === null) return sends % partitions;
    if (key.length * 3 > SCRATCH_BYTES) return partitionOfKey(utf8.encode(key), partitions);
    return partitionOfKey(scratch, partitions, utf8.encodeInto(key, scratch).written);
  }

  function encodersOf(topic: TopicRef, partitions: number): RecordEncoder[][] {
    let entry = topics.get(topic.ref);
    if (entry === undefined) {
      entry = { topic, partitions: [] };
      topics.set(topic.ref, entry);
    }
    while (entry.partitions.length < partitions) entry.partitions.push([new RecordEncoder()]);
    return entry.partitions;
  }

  return {
    add: (topic, partitions, records, timestampMs) => {
      const encoders = encodersOf(topic, partitions);
      sends += 1;
      for (const record of records) {
        requireSize(topic, record);
        const batches = encoders[partitionOf(record.key, partitions)] as RecordEncoder[];
        openBatch(batches).append(record, timestampMs);
      }
    },
    batches: () =>
      [...topics.values()].flatMap(({ topic, partitions }) =>
        partitions.flatMap((batches, partition) =>
          batches
            .filter((records) => records.records > 0)
            .map((records) => ({ topic, partition, records })),
        ),
      ),
    clear: () => {
      for (const { partitions } of topics.values()) {
        for (const batches of partitions) {
          batches.length = Math.min(batches.length, KEPT_BATCHES);
          for (const records of batches) records.clear();
        }
      }
    },
  };
}

function openBatch(batches: RecordEncoder[]): RecordEncoder {
  const open = batches.find((records) => records.byteLength < BATCH_BYTES);
  if (open !== undefined) return open;
  const next = new RecordEncoder();
  batches.push(next);
  return next;
}

function requireSize(topic: TopicRef, record: OutgoingRecord): void {
  // Most records are far below the limit even at three bytes a character: no need to count.
  if (sizeOf(record, (text) => text.length * 3) <= MAX_RECORD_BYTES) return;
  const bytes = sizeOf(record, (text) => Buffer.byteLength(text));
  if (bytes <= MAX_RECORD_BYTES) return;
  throw new ConsoleError(
    'RECORD_TOO_LARGE',
    `A record of ${bytes} bytes is over the ${MAX_RECORD_BYTES} that topic ${topic.name} takes`,
    { context: { topic: topic.name, bytes, maxBytes: MAX_RECORD_BYTES } },
  );
}

function sizeOf(record: OutgoingRecord, lengthOf: (text: string) => number): number {
  const { key, value, headers } = record;
  let bytes = RECORD_OVERHEAD_BYTES + (key === null ? 0 : lengthOf(key));
  bytes += typeof value === 'string' ? lengthOf(value) : value.length;
  for (const name in headers) {
    bytes += HEADER_OVERHEAD_BYTES + lengthOf(name) + lengthOf(headers[name] ?? '');
  }
  return bytes;
}
