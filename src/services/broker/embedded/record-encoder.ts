import type { OutgoingRecord, RecordHeaders } from '../../ports.ts';

/**
 * How records lie in a batch, one after another, numbers little-endian:
 *
 *     u8 flags · [f64 timestamp] · [u16 count, count × (text, text) headers] · [text key] · u32 length, value
 *
 * with text as u32 length and UTF-8. Timestamp and headers stand only where they differ from the
 * record before.
 */
export const FLAG = { HAS_KEY: 1, NEW_TIMESTAMP: 2, NEW_HEADERS: 4 } as const;

/** UTF-8 needs at most three bytes for each UTF-16 code unit. */
const MAX_BYTES_PER_CODE_UNIT = 3;
/** Flags, timestamp, header count, and the lengths of key and value. */
const MAX_FIXED_BYTES = 1 + 8 + 2 + 4 + 4;
const INITIAL_BYTES = 64 * 1024;

/** Collects the records of one partition until they are written as one batch. Good for reuse. */
export class RecordEncoder {
  private buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  private end = 0;
  private count = 0;
  private lastTimestampMs = 0;
  private latestTimestampMs = 0;
  private lastHeaders: RecordHeaders | undefined;

  get records(): number {
    return this.count;
  }

  get byteLength(): number {
    return this.end;
  }

  get maxTimestampMs(): number {
    return this.latestTimestampMs;
  }

  /** The batch so far; a view that the next `append` or `clear` makes invalid. */
  bytes(): Buffer {
    return this.buffer.subarray(0, this.end);
  }

  clear(): void {
    this.end = 0;
    this.count = 0;
  }

  append(record: OutgoingRecord, timestampMs: number): void {
    const { key, value, headers = NO_HEADERS } = record;
    const isFirst = this.count === 0;
    const hasNewTimestamp = isFirst || timestampMs !== this.lastTimestampMs;
    const hasNewHeaders = isFirst || !sameHeaders(headers, this.lastHeaders);
    this.reserve(maxBytesOf(record));
    this.buffer[this.end] =
      (key === null ? 0 : FLAG.HAS_KEY) |
      (hasNewTimestamp ? FLAG.NEW_TIMESTAMP : 0) |
      (hasNewHeaders ? FLAG.NEW_HEADERS : 0);
    this.end += 1;
    if (hasNewTimestamp) this.putTimestamp(timestampMs, isFirst);
    if (hasNewHeaders) this.putHeaders(headers);
    if (key !== null) this.putText(key);
    if (typeof value === 'string') this.putText(value);
    else this.putBytes(value);
    this.count += 1;
  }

  private putTimestamp(timestampMs: number, isFirst: boolean): void {
    this.end = this.buffer.writeDoubleLE(timestampMs, this.end);
    this.lastTimestampMs = timestampMs;
    this.latestTimestampMs = isFirst ? timestampMs : Math.max(this.latestTimestampMs, timestampMs);
  }

  private putHeaders(headers: RecordHeaders): void {
    const entries = Object.entries(headers);
    this.end = this.buffer.writeUInt16LE(entries.length, this.end);
    for (const [name, value] of entries) {
      this.putText(name);
      this.putText(value);
    }
    this.lastHeaders = headers;
  }

  private putText(text: string): void {
    const length = this.buffer.write(text, this.end + 4, 'utf8');
    this.buffer.writeUInt32LE(length, this.end);
    this.end += 4 + length;
  }

  private putBytes(bytes: Buffer): void {
    this.end = this.buffer.writeUInt32LE(bytes.length, this.end);
    this.end += bytes.copy(this.buffer, this.end);
  }

  private reserve(bytes: number): void {
    const needed = this.end + bytes;
    if (needed <= this.buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2));
    this.buffer.copy(grown, 0, 0, this.end);
    this.buffer = grown;
  }
}

const NO_HEADERS: RecordHeaders = {};

function maxBytesOf({ key, value, headers = NO_HEADERS }: OutgoingRecord): number {
  let codeUnits = key?.length ?? 0;
  let bytes = MAX_FIXED_BYTES;
  if (typeof value === 'string') codeUnits += value.length;
  else bytes += value.length;
  for (const name in headers) {
    bytes += 8;
    codeUnits += name.length + (headers[name]?.length ?? 0);
  }
  return bytes + codeUnits * MAX_BYTES_PER_CODE_UNIT;
}

function sameHeaders(left: RecordHeaders, right: RecordHeaders | undefined): boolean {
  if (left === right) return true;
  if (right === undefined) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length && names.every((name) => left[name] === right[name])
  );
}
