/** Draws numbers in [0, 1), always the same ones from the same start. */
export type Random = () => number;

/**
 * A small random sequence for demo data; not for secrets.
 *
 * @param seed - any integer; its low 32 bits count
 * @param stream - sequences of one seed that must not resemble each other
 * @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md (splitmix32)
 */
export function createRandom(seed: number, stream: number): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ mix(stream)) | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return (mix(state) >>> 0) / 2 ** 32;
  };
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}

/** An integer from 0 up to, not including, `limit`. */
export function below(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}

/** One of `items`, which are not empty. */
export function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[below(items.length, random)] as Item;
}
