export type GatheredKeys = {
  /** A piece of what the terminal sent. */
  add(keys: readonly string[]): void;
  /** Presses what is there: something else comes next. */
  press(): void;
};

/**
 * Presses together what was sent together: Ink tells of it piece by piece, and a key that follows
 * an arrow or Esc in the same packet would look as if it had come alone.
 *
 * @param press - takes the pieces in their order
 */
export function gatherKeys(
  press: (...pieces: readonly (readonly string[])[]) => void,
): GatheredKeys {
  let gathered: (readonly string[])[] = [];

  function pressAll(): void {
    const pieces = gathered;
    gathered = [];
    if (pieces.length > 0) press(...pieces);
  }

  return {
    add(keys) {
      if (keys.length === 0) return;
      // Ink hands over all of a packet before anything else has its turn.
      if (gathered.length === 0) queueMicrotask(pressAll);
      gathered.push(keys);
    },
    press: pressAll,
  };
}
