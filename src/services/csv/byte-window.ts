/** A view of the bytes that come next in a stream; it reads on only when told to. */
export type ByteWindow = {
  /** What was read and not yet passed. */
  readonly unread: Buffer;
  /** Reads on until at least `length` bytes are unread, or the stream ends. */
  fill(length: number): Promise<void>;
  /** Passes `length` unread bytes. */
  advance(length: number): void;
  /** Ends the stream early. */
  close(): Promise<void>;
};

export function createByteWindow(chunks: AsyncIterable<Buffer>): ByteWindow {
  const iterator = chunks[Symbol.asyncIterator]();
  let unread: Buffer = Buffer.alloc(0);
  return {
    get unread() {
      return unread;
    },
    async fill(length) {
      const parts = [unread];
      for (let held = unread.length; held < length; ) {
        const { value, done } = await iterator.next();
        if (done === true) break;
        parts.push(value);
        held += value.length;
      }
      if (parts.length > 1) unread = Buffer.concat(parts);
    },
    advance(length) {
      unread = unread.subarray(length);
    },
    async close() {
      await iterator.return?.();
    },
  };
}
