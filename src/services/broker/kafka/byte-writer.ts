/** What a record holds as bytes: text goes as UTF-8. */
export type Bytes = string | Buffer;

/** Writes the field types of Kafka's protocol, one after the other, into a buffer that is large enough. */
export type ByteWriter = {
  /** Where the next field goes. */
  readonly position: number;
  int8(value: number): void;
  int16(value: number): void;
  int32(value: number): void;
  int64(value: bigint): void;
  /** Length in two bytes, then the text; `null` as the length -1. */
  string(value: string | null): void;
  /** A signed number from 0 to 2^52, or a small negative one, in as few bytes as it takes. */
  varint(value: number): void;
  /** Bytes without their length. */
  raw(value: Bytes): void;
  /** Puts in what was not known before the fields behind it were written. */
  patchInt32(position: number, value: number): void;
};

const BITS = 128;

/** ZigZag: numbers near zero, of either sign, become small positive ones. */
function zigZag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

export function varintSize(value: number): number {
  let rest = zigZag(value);
  let bytes = 1;
  while (rest >= BITS) {
    rest = Math.floor(rest / BITS);
    bytes += 1;
  }
  return bytes;
}

export function createByteWriter(buffer: Buffer): ByteWriter {
  let position = 0;

  function raw(value: Bytes): void {
    position +=
      typeof value === 'string' ? buffer.write(value, position) : value.copy(buffer, position);
  }

  function int16(value: number): void {
    position = buffer.writeInt16BE(value, position);
  }

  return {
    get position() {
      return position;
    },
    int8: (value) => {
      position = buffer.writeInt8(value, position);
    },
    int16,
    int32: (value) => {
      position = buffer.writeInt32BE(value, position);
    },
    int64: (value) => {
      position = buffer.writeBigInt64BE(value, position);
    },
    string: (value) => {
      int16(value === null ? -1 : Buffer.byteLength(value));
      if (value !== null) raw(value);
    },
    varint: (value) => {
      let rest = zigZag(value);
      while (rest >= BITS) {
        buffer[position] = (rest % BITS) + BITS;
        position += 1;
        rest = Math.floor(rest / BITS);
      }
      buffer[position] = rest;
      position += 1;
    },
    raw,
    patchInt32: (at, value) => {
      buffer.writeInt32BE(value | 0, at);
    },
  };
}
