import type { Key } from 'ink';
import { keyNames } from './key-names.ts';
import { type Piece, withoutAnswers } from './terminal-answers.ts';

export type GatheredKeys = {
  /** A piece of what the terminal sent, as Ink tells of it. */
  add(input: string, key: Key): void;
  /** Presses what is there: something else comes next. */
  press(): void;
};

/**
 * Presses together what was sent together: Ink tells of it piece by piece, and a key that follows
 * an arrow or Esc in the same packet would look as if it had come alone. Answers of the terminal
 * press nothing.
 *
 * @param press - takes the keys of the pieces in their order
 */
export function gatherKeys(
  press: (...pieces: readonly (readonly string[])[]) => void,
): GatheredKeys {
  let gathered: Piece[] = [];

  function pressAll(): void {
    const pieces = withoutAnswers(gathered).map(({ input, key }) => keyNames(input, key));
    gathered = [];
    const pressed = pieces.filter((names) => names.length > 0);
    if (pressed.length > 0) press(...pressed);
  }

  return {
    add(input, key) {
      // Ink hands over all of a packet before anything else has its turn.
      if (gathered.length === 0) queueMicrotask(pressAll);
      gathered.push({ input, key });
    },
    press: pressAll,
  };
}
