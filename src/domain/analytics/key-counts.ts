import { KeyTable } from './key-table.ts';

/** Keys with their counts, column by column. */
export type KeyCountsDelta = {
  readonly keys: readonly string[];
  readonly counts: readonly number[];
  readonly popularitySums: readonly number[];
};

/** Tracks per key, and the sum of their popularity. */
export class KeyCounts {
  readonly #table = new KeyTable();
  readonly #counts: number[] = [];
  readonly #popularitySums: number[] = [];
  /** Places changed since the last save, and for each place whether it is among them. */
  #changed: number[] = [];
  readonly #isChanged: boolean[] = [];

  add(key: string, popularity: number): void {
    const place = this.#table.place(key);
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.#popularitySums[place] = (this.#popularitySums[place] ?? 0) + popularity;
    this.#markChanged(place);
  }

  get keys(): readonly string[] {
    return this.#table.keys;
  }

  /** Tracks of each key, in the order of `keys`. */
  get counts(): readonly number[] {
    return this.#counts;
  }

  /** In the order of `keys`. */
  get popularitySums(): readonly number[] {
    return this.#popularitySums;
  }

  delta(): KeyCountsDelta {
    const places = this.#changed;
    return {
      keys: places.map((place) => this.keys[place] ?? ''),
      counts: places.map((place) => this.#counts[place] ?? 0),
      popularitySums: places.map((place) => this.#popularitySums[place] ?? 0),
    };
  }

  markSaved(): void {
    for (const place of this.#changed) this.#isChanged[place] = false;
    this.#changed = [];
  }

  applyDelta(delta: KeyCountsDelta): void {
    delta.keys.forEach((key, row) => {
      const place = this.#table.place(key);
      this.#counts[place] = delta.counts[row] ?? 0;
      this.#popularitySums[place] = delta.popularitySums[row] ?? 0;
      this.#markChanged(place);
    });
  }

  #markChanged(place: number): void {
    if (this.#isChanged[place] === true) return;
    this.#isChanged[place] = true;
    this.#changed.push(place);
  }
}
