const INITIAL_BYTES = 256 * 1024;
/** UTF-8 needs at most three bytes for each UTF-16 code unit. */
const MAX_BYTES_PER_CODE_UNIT = 3;

/** Text collected as UTF-8. Its memory is kept for the next text: as much as the longest one needed. */
export class TextBuffer {
  #buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  #length = 0;

  append(text: string): void {
    this.#reserve(text.length * MAX_BYTES_PER_CODE_UNIT);
    this.#length += this.#buffer.write(text, this.#length, 'utf8');
  }

  /** The text so far; a view that the next `append` or `clear` makes invalid. */
  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}
