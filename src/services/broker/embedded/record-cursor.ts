import type { RecordHeaders, StoredRecord } from '../../ports.ts';
import { FLAG } from './record-encoder.ts';

/**
 * Reads the records of one batch in order. Values are views of the batch's bytes, and records
 * share their headers where these are equal.
 */
export class RecordCursor {
  private readonly bytes: Buffer;
  private position = 0;
  private timestampMs = 0;
  private headers: RecordHeaders = {};
  /** Offset of the record that `next` returns. */
  offset: number;

  constructor(bytes: Buffer, baseOffset: number) {
    this.bytes = bytes;
    this.offset = baseOffset;
  }

  /** @throws RangeError when the bytes are not whole records */
  next(): StoredRecord {
    const hasKey = this.takePrologue();
    const key = hasKey ? this.takeText() : null;
    const value = this.takeBytes();
    const { offset, timestampMs, headers } = this;
    this.offset += 1;
    return { offset, timestampMs, key, value, headers };
  }

  skipTo(offset: number): void {
    while (this.offset < offset) {
      const hasKey = this.takePrologue();
      if (hasKey) this.skipText();
      this.skipText();
      this.offset += 1;
    }
  }

  /** Everything before the key; returns whether there is a key. */
  private takePrologue(): boolean {
    const flags = this.bytes.readUInt8(this.position);
    this.position += 1;
    if (flags & FLAG.NEW_TIMESTAMP) {
      this.timestampMs = this.bytes.readDoubleLE(this.position);
      this.position += 8;
    }
    if (flags & FLAG.NEW_HEADERS) this.headers = this.takeHeaders();
    return (flags & FLAG.HAS_KEY) !== 0;
  }

  private takeHeaders(): RecordHeaders {
    const count = this.bytes.readUInt16LE(this.position);
    this.position += 2;
    const entries: [string, string][] = [];
    for (let index = 0; index < count; index += 1) entries.push([this.takeText(), this.takeText()]);
    // fromEntries defines fields rather than setting them, so a header may be called __proto__.
    return Object.fromEntries(entries);
  }

  private takeText(): string {
    const start = this.position + 4;
    this.skipText();
    return this.bytes.toString('utf8', start, this.position);
  }

  private takeBytes(): Buffer {
    const start = this.position + 4;
    this.skipText();
    return this.bytes.subarray(start, this.position);
  }

  private skipText(): void {
    this.position += 4 + this.bytes.readUInt32LE(this.position);
  }
}
