/** A view of the bytes that come next in a stream; it reads on only when told to. */
export type ByteWindow = {
  /** What was read and not yet passed; the next `fill` makes it invalid. */
  readonly unread: Buffer;
  /** Reads on until at least `length` bytes are unread, or the stream ends. */
  fill(length: number): Promise<void>;
  /** Passes `length` unread bytes. */
  advance(length: number): void;
  /** Ends the stream early. */
  close(): Promise<void>;
};

/** Its memory, as large as the longest fill and one chunk, is used again and again. */
export function createByteWindow(chunks: AsyncIterable<Buffer>): ByteWindow {
  const iterator = chunks[Symbol.asyncIterator]();
  let memory: Buffer = Buffer.alloc(0);
  let start = 0;
  let end = 0;

  function append(chunk: Buffer): void {
    if (end + chunk.length > memory.length) makeRoom(chunk.length);
    end += chunk.copy(memory, end);
  }

  /** Moves what is unread to the start, of a larger memory if need be. */
  function makeRoom(length: number): void {
    const needed = end - start + length;
    const target = needed > memory.length ? Buffer.allocUnsafeSlow(needed * 2) : memory;
    end = memory.copy(target, 0, start, end);
    start = 0;
    memory = target;
  }

  return {
    get unread() {
      return memory.subarray(start, end);
    },
    async fill(length) {
      while (end - start < length) {
        const { value, done } = await iterator.next();
        if (done === true) return;
        append(value);
      }
    },
    advance(length) {
      start = Math.min(end, start + length);
    },
    async close() {
      await iterator.return?.();
    },
  };
}
