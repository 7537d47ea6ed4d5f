/**
 * Distinct strings in the order of their first sight. Keys are only ever added, so the first `n`
 * keys stay what they are: views over them need no copy.
 */
export class KeySet {
  readonly #known = new Set<string>();
  readonly #keys: string[] = [];

  add(key: string): void {
    this.#known.add(key);
    if (this.#known.size > this.#keys.length) this.#keys.push(key);
  }

  get keys(): readonly string[] {
    return this.#keys;
  }
}

/** Distinct strings as in `KeySet`, each with its place. */
export class KeyTable {
  readonly #places = new Map<string, number>();
  readonly #keys: string[] = [];

  /** The key's place, given to it now if it is new. */
  place(key: string): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const added = this.#keys.length;
    this.#places.set(key, added);
    this.#keys.push(key);
    return added;
  }

  get keys(): readonly string[] {
    return this.#keys;
  }
}
