type Sample = { readonly at: number; readonly total: number };

/**
 * Rate of a growing total over a sliding window.
 *
 * Holds one sample for each `record` call inside the window, so its memory is the window divided
 * by the sampling interval.
 */
export class Throughput {
  readonly #windowMs: number;
  #samples: Sample[] = [];

  /**
   * @param windowMs - length of the window; older samples are dropped
   * @throws {RangeError} if it is not positive
   */
  constructor(windowMs: number) {
    if (!(windowMs > 0)) throw new RangeError(`windowMs must be positive, not ${windowMs}`);
    this.#windowMs = windowMs;
  }

  /** @param at - epoch milliseconds, never earlier than the sample before */
  record(total: number, at: number): void {
    // A total that falls belongs to something else that has begun.
    if (total < (this.#samples.at(-1)?.total ?? 0)) this.#samples = [];
    this.#samples.push({ at, total });
    const oldest = at - this.#windowMs;
    const firstInside = this.#samples.findIndex((sample) => sample.at >= oldest);
    if (firstInside > 0) this.#samples = this.#samples.slice(firstInside);
  }

  /** Starts anew: what was recorded so far counts for no rate any more. */
  clear(): void {
    this.#samples = [];
  }

  /** What was recorded before the newest sample counts for no rate any more. */
  restart(): void {
    this.#samples = this.#samples.slice(-1);
  }

  /** Units per second between the oldest and the newest sample; 0 until there are two. */
  get perSecond(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at <= first.at) return 0;
    return ((last.total - first.total) * 1000) / (last.at - first.at);
  }
}
