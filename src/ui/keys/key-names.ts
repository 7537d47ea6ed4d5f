import type { Key } from 'ink';

const NAMED = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'page-up'],
  ['pageDown', 'page-down'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  // Most terminals send DEL for the backspace key; the key named Delete has no use here.
  ['delete', 'backspace'],
] as const satisfies readonly (readonly [keyof Key, string])[];

/**
 * The keys in what the terminal sent in one piece, by the names of the key table: on a slow line
 * several presses arrive together. A key with Alt is Esc and then that key, as the terminal sends
 * it: nothing tells one from the other, nor Esc with Alt from two Escs. Unknown control sequences
 * give none.
 */
export function keyNames(input: string, key: Key): readonly string[] {
  if (key.meta) {
    const names = keyNames(input, { ...key, meta: false });
    return names.length === 0 ? [] : ['escape', ...names];
  }
  if (key.tab) return [key.shift ? 'shift+tab' : 'tab'];
  const named = NAMED.find(([flag]) => key[flag]);
  if (named !== undefined) return [named[1]];
  if (key.ctrl) return input.length === 1 ? [`ctrl+${input}`] : [];
  return [...input].flatMap(characterName);
}

function characterName(character: string): readonly string[] {
  if (character === '\r' || character === '\n') return ['enter'];
  if (character === '\t') return ['tab'];
  return /\p{Cc}/u.test(character) ? [] : [character];
}
