import type { Key } from 'ink';

/** A piece of what the terminal sent, as Ink tells of it. */
export type Piece = { readonly input: string; readonly key: Key };

/** What Esc begins a string of the terminal with: DCS, SOS, OSC, PM and APC (ECMA-48, 5.6). */
const OPENERS = ['P', 'X', ']', '^', '_'];
/** What Esc ends it with: ST. */
const CLOSER = '\\';
/** Ends an OSC of xterm as well. */
const BEL = '\x07';

/**
 * Pieces of one packet without the strings that a terminal sends as answers, such as its colours.
 * A string that is not whole stays: Esc and a letter may have been pressed.
 */
export function withoutAnswers(pieces: readonly Piece[]): readonly Piece[] {
  const kept: Piece[] = [];
  let rest = pieces;
  for (;;) {
    const start = rest.findIndex(opens);
    if (start === -1) return [...kept, ...rest];
    const following = rest.slice(start + 1);
    const after = afterAnswer(following);
    kept.push(...rest.slice(0, after === null ? start + 1 : start));
    rest = after ?? following;
  }
}

/** What follows the end of a string that has begun; `null` where none ends. */
function afterAnswer(pieces: readonly Piece[]): readonly Piece[] | null {
  const end = pieces.findIndex(({ input, key }) => isEscaped(key) || input.includes(BEL));
  const last = pieces[end];
  if (last === undefined) return null;
  const after = pieces.slice(end + 1);
  if (!isEscaped(last.key)) {
    return [{ ...last, input: last.input.slice(last.input.indexOf(BEL) + 1) }, ...after];
  }
  return last.input === CLOSER ? after : null;
}

function opens({ input, key }: Piece): boolean {
  return isEscaped(key) && OPENERS.includes(input);
}

/** Esc and a character, which Ink takes for a character with Alt. */
function isEscaped(key: Key): boolean {
  return key.meta && !key.escape;
}
