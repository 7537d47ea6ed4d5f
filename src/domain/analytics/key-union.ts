import type { KeyCounts } from './key-counts.ts';
import { KeySet, KeyTable } from './key-table.ts';

/**
 * Counts the distinct keys of several sets. Since sets only grow, asking again costs look-ups for
 * the new keys alone, however often it is done.
 */
export class KeySetUnion {
  readonly #union = new KeySet();
  readonly #seen = new Map<KeySet, number>();

  size(sets: readonly KeySet[]): number {
    for (const set of sets) {
      const { keys } = set;
      for (let row = this.#seen.get(set) ?? 0; row < keys.length; row += 1) {
        this.#union.add(keys[row] ?? '');
      }
      this.#seen.set(set, keys.length);
    }
    return this.#union.keys.length;
  }
}

/** Tracks and summed popularity per key of a union, in the order of `keys`. */
export type UnionCounts = {
  /** May have grown since: only the first `counts.length` belong to these counts. */
  readonly keys: readonly string[];
  readonly counts: Float64Array;
  readonly popularitySums: Float64Array;
};

/** Adds up the counts of several tables key by key, looking up only keys that are new. */
export class KeyCountsUnion {
  readonly #union = new KeyTable();
  readonly #placesOf = new Map<KeyCounts, number[]>();

  sum(parts: readonly KeyCounts[]): UnionCounts {
    const placesPerPart = parts.map((part) => this.#places(part));
    const counts = new Float64Array(this.#union.keys.length);
    const popularitySums = new Float64Array(this.#union.keys.length);
    placesPerPart.forEach((places, index) => {
      addAt(places, parts[index]?.counts ?? [], counts);
      addAt(places, parts[index]?.popularitySums ?? [], popularitySums);
    });
    return { keys: this.#union.keys, counts, popularitySums };
  }

  /** Where each key of the part stands in the union. */
  #places(part: KeyCounts): readonly number[] {
    const places = this.#placesOf.get(part) ?? [];
    this.#placesOf.set(part, places);
    const { keys } = part;
    for (let row = places.length; row < keys.length; row += 1) {
      places.push(this.#union.place(keys[row] ?? ''));
    }
    return places;
  }
}

function addAt(places: readonly number[], values: readonly number[], sums: Float64Array): void {
  for (let row = 0; row < places.length; row += 1) {
    const place = places[row] ?? 0;
    sums[place] = (sums[place] ?? 0) + (values[row] ?? 0);
  }
}
