import { rowsOfStep } from '../../domain/rate-limit.ts';
import type { Clock } from '../../services/ports.ts';
import type { Sleep } from './backoff.ts';

/** How much of what was late may be made good by going faster for a while. */
const CATCH_UP_MS = 250;

/**
 * What publishing passes before each transaction: it is closed while production is paused, and lets
 * through so many rows a second while there is a limit. A change takes effect at once, on whoever
 * waits here too; no transaction is open meanwhile, so that no reader waits for it.
 */
export class ProductionGate {
  readonly #clock: Clock;
  readonly #sleep: Sleep;
  #isPaused = false;
  #rowsPerSecond: number | null = null;
  /** When the next rows may go under the limit, epoch milliseconds. */
  #nextAt = 0;
  /** Ends the waits for what has changed. */
  #change = new AbortController();

  constructor(deps: { readonly clock: Clock; readonly sleep: Sleep }) {
    this.#clock = deps.clock;
    this.#sleep = deps.sleep;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#startAnew();
  }

  /** @param rowsPerSecond - above 0; `null` takes the limit away */
  limit(rowsPerSecond: number | null): void {
    this.#rowsPerSecond = rowsPerSecond;
    this.#startAnew();
  }

  /**
   * Waits until rows may be published.
   *
   * @param rows - how many there are; at least 1
   * @returns how many of them may go now, in one transaction; at least 1
   */
  async admit(rows: number, signal: AbortSignal): Promise<number> {
    for (;;) {
      signal.throwIfAborted();
      const waitMs = this.#waitMs();
      if (waitMs <= 0) return this.#take(rows);
      await this.#wait(waitMs, signal);
    }
  }

  /** What was not published during a pause, or under another limit, is not made good. */
  #startAnew(): void {
    this.#nextAt = this.#clock.now();
    this.#change.abort();
    this.#change = new AbortController();
  }

  #waitMs(): number {
    if (this.#isPaused) return Number.POSITIVE_INFINITY;
    return this.#rowsPerSecond === null ? 0 : this.#nextAt - this.#clock.now();
  }

  #take(rows: number): number {
    if (this.#rowsPerSecond === null) return rows;
    const taken = Math.min(rows, rowsOfStep(this.#rowsPerSecond));
    const earliest = this.#clock.now() - CATCH_UP_MS;
    this.#nextAt = Math.max(this.#nextAt, earliest) + (taken * 1000) / this.#rowsPerSecond;
    return taken;
  }

  async #wait(waitMs: number, signal: AbortSignal): Promise<void> {
    const end = AbortSignal.any([signal, this.#change.signal]);
    const waiting = Number.isFinite(waitMs) ? this.#sleep(waitMs, end) : aborted(end);
    // Which of the two it was, the next look tells.
    await waiting.catch(() => {});
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
