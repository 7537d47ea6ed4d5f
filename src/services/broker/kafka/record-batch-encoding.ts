import { crc32c } from '@platformatic/kafka';
import type { Message } from 'kafkajs';
import { type Bytes, type ByteWriter, varintSize } from './byte-writer.ts';

/** The records of one request for one partition. @see https://kafka.apache.org/documentation/#recordbatch */
export type RecordBatchContent = {
  readonly messages: readonly Message[];
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly isTransactional: boolean;
  /** Of messages without one, epoch milliseconds. */
  readonly nowMs: number;
};

/** From the first offset to the number of records. */
const BATCH_HEADER_BYTES = 61;
const MAGIC = 2;
const TRANSACTIONAL = 1 << 4;

type SizedRecord = {
  readonly timestampDelta: number;
  readonly key: Bytes | null;
  readonly keyBytes: number;
  readonly value: Bytes | null;
  readonly valueBytes: number;
  readonly headers: readonly SizedHeader[];
  /** Behind the length of the record. */
  readonly bodyBytes: number;
};

type SizedHeader = {
  readonly name: string;
  readonly nameBytes: number;
  readonly value: Bytes;
  readonly valueBytes: number;
};

/** A batch whose length is known before any of it is written. */
export type SizedBatch = {
  readonly bytes: number;
  /** @param buffer - what the writer writes into, for the checksum */
  write(writer: ByteWriter, buffer: Buffer): void;
};

export function sizeBatch(content: RecordBatchContent): SizedBatch {
  const times = content.messages.map(({ timestamp }) => Number(timestamp ?? content.nowMs));
  const firstTimestamp = Math.min(...times);
  const maxTimestamp = Math.max(...times);
  const records = content.messages.map((message, index) =>
    sizeRecord(message, index, (times[index] ?? firstTimestamp) - firstTimestamp),
  );
  const bytes = records.reduce(
    (sum, { bodyBytes }) => sum + varintSize(bodyBytes) + bodyBytes,
    BATCH_HEADER_BYTES,
  );
  return {
    bytes,
    write: (writer, buffer) => {
      const crcAt = writeFrame(writer, bytes);
      const from = writer.position;
      writer.int16(content.isTransactional ? TRANSACTIONAL : 0);
      writer.int32(records.length - 1);
      writer.int64(BigInt(firstTimestamp));
      writer.int64(BigInt(maxTimestamp));
      writer.int64(content.producerId);
      writer.int16(content.producerEpoch);
      writer.int32(content.firstSequence);
      writer.int32(records.length);
      for (const [index, record] of records.entries()) writeRecord(writer, record, index);
      writer.patchInt32(crcAt, crc32c(buffer.subarray(from, writer.position)));
    },
  };
}

/** What the checksum does not cover; returns where that goes. */
function writeFrame(writer: ByteWriter, bytes: number): number {
  const offsetAndLengthBytes = 12;
  writer.int64(0n);
  writer.int32(bytes - offsetAndLengthBytes);
  writer.int32(0);
  writer.int8(MAGIC);
  const crcAt = writer.position;
  writer.int32(0);
  return crcAt;
}

function sizeRecord(
  { key, value, headers }: Message,
  offsetDelta: number,
  timestampDelta: number,
): SizedRecord {
  const keyBytes = sizeOf(key);
  const valueBytes = sizeOf(value);
  const sized = headers === undefined ? [] : sizeHeaders(headers);
  let bodyBytes = 1 + varintSize(timestampDelta) + varintSize(offsetDelta);
  bodyBytes += varintSize(keyBytes) + Math.max(keyBytes, 0);
  bodyBytes += varintSize(valueBytes) + Math.max(valueBytes, 0);
  bodyBytes += varintSize(sized.length);
  for (const header of sized) {
    bodyBytes += varintSize(header.nameBytes) + header.nameBytes;
    bodyBytes += varintSize(header.valueBytes) + header.valueBytes;
  }
  const content = { key: key ?? null, keyBytes, value, valueBytes };
  return { ...content, timestampDelta, headers: sized, bodyBytes };
}

/** A name with several values becomes as many headers. */
function sizeHeaders(headers: NonNullable<Message['headers']>): readonly SizedHeader[] {
  return Object.entries(headers).flatMap(([name, values]) =>
    [values ?? []].flat().map((value) => ({
      name,
      nameBytes: sizeOf(name),
      value,
      valueBytes: sizeOf(value),
    })),
  );
}

/** -1 stands for no content at all. */
function sizeOf(content: Bytes | null | undefined): number {
  return content === null || content === undefined ? -1 : Buffer.byteLength(content);
}

function writeRecord(writer: ByteWriter, record: SizedRecord, offsetDelta: number): void {
  writer.varint(record.bodyBytes);
  writer.int8(0);
  writer.varint(record.timestampDelta);
  writer.varint(offsetDelta);
  writer.varint(record.keyBytes);
  if (record.key !== null) writer.raw(record.key);
  writer.varint(record.valueBytes);
  if (record.value !== null) writer.raw(record.value);
  writer.varint(record.headers.length);
  for (const { name, nameBytes, value, valueBytes } of record.headers) {
    writer.varint(nameBytes);
    writer.raw(name);
    writer.varint(valueBytes);
    writer.raw(value);
  }
}
