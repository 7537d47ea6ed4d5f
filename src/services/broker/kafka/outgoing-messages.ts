import type { Message } from 'kafkajs';
import { ConsoleError } from '../../../domain/errors.ts';
import { partitionOfKey } from '../../../domain/partitioner.ts';
import type { OutgoingRecord } from '../../ports.ts';

/** Header of a batch with one record in it, and a margin for lengths that take more bytes. */
const BATCH_OVERHEAD_BYTES = 80;
/** Lengths, deltas and attributes of one record. */
const RECORD_OVERHEAD_BYTES = 24;
const HEADER_OVERHEAD_BYTES = 6;
/** A request holds at most this; one partition may get it all, so it bounds a batch too. */
const MAX_REQUEST_BYTES = 1024 * 1024;
/** kafkajs sorts a request's records by partition in a time that grows with their square. */
const MAX_REQUEST_RECORDS = 2_000;

const utf8 = new TextEncoder();

export type Destination = {
  readonly topic: string;
  readonly partitions: number;
  /** Longest batch the topic takes. */
  readonly maxMessageBytes: number;
  /** That may lead a partition of the topic. */
  readonly brokers: number;
  /** Partition of the records without a key: they stay together, as Kafka's own producer does it. */
  readonly keylessPartition: number;
  readonly timestampMs: number;
};

/**
 * Records as kafkajs takes them, each with its partition, in requests that the topic accepts whole.
 *
 * A request is for one broker only. Where several are in one, and one of them fails, kafkajs tries
 * again while the others are still under way, and sends to them twice; and what has got another
 * leader meanwhile it may not send at all.
 *
 * @throws `RECORD_TOO_LARGE` before anything is sent
 */
export function outgoingMessages(
  records: readonly OutgoingRecord[],
  destination: Destination,
): readonly (readonly Message[])[] {
  const maxBytes = Math.min(destination.maxMessageBytes, MAX_REQUEST_BYTES);
  const requests: Message[][] = [];
  let request: Message[] = [];
  let bytes = BATCH_OVERHEAD_BYTES;
  for (const record of records) {
    const size = sizeOf(record);
    requireSize(size + BATCH_OVERHEAD_BYTES, destination);
    const isFull = bytes + size > maxBytes || request.length === MAX_REQUEST_RECORDS;
    if (request.length > 0 && isFull) {
      requests.push(request);
      request = [];
      bytes = BATCH_OVERHEAD_BYTES;
    }
    request.push(messageOf(record, destination));
    bytes += size;
  }
  if (request.length > 0) requests.push(request);
  return destination.brokers === 1 ? requests : requests.flatMap(byPartition);
}

function byPartition(request: readonly Message[]): readonly (readonly Message[])[] {
  return [...Map.groupBy(request, ({ partition }) => partition).values()];
}

function messageOf({ key, value, headers }: OutgoingRecord, destination: Destination): Message {
  const { partitions, keylessPartition, timestampMs } = destination;
  return {
    key,
    value,
    partition: key === null ? keylessPartition : partitionOfKey(utf8.encode(key), partitions),
    timestamp: String(timestampMs),
    ...(headers !== undefined && { headers: { ...headers } }),
  };
}

function sizeOf({ key, value, headers }: OutgoingRecord): number {
  let bytes = RECORD_OVERHEAD_BYTES + (key === null ? 0 : Buffer.byteLength(key));
  bytes += typeof value === 'string' ? Buffer.byteLength(value) : value.length;
  for (const [name, text] of Object.entries(headers ?? {})) {
    bytes += HEADER_OVERHEAD_BYTES + Buffer.byteLength(name) + Buffer.byteLength(text);
  }
  return bytes;
}

function requireSize(bytes: number, { topic, maxMessageBytes }: Destination): void {
  if (bytes <= maxMessageBytes) return;
  throw new ConsoleError(
    'RECORD_TOO_LARGE',
    `A record of ${bytes} bytes is over the ${maxMessageBytes} that topic ${topic} takes`,
    { context: { topic, bytes, maxBytes: maxMessageBytes } },
  );
}
