import { printableText } from '../../domain/printable-text.ts';
import { cellWidth } from './cells.ts';

const PLAIN = /^[ -~]*$/;
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Takes no cell of its own: joiners, variation selectors, fillers, format characters. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Format}\p{Emoji_Modifier}]/u;
const STACKING_MARK = /\p{Nonspacing_Mark}/u;
/** Marks that some terminals give a cell and others none. */
const UNSURE_MARK = /[\p{Spacing_Mark}\p{Enclosing_Mark}]/u;
const REGIONAL_INDICATOR = /\p{Regional_Indicator}/u;
/**
 * What terminals draw in one cell or in two, by their version of Unicode: emoji, conjoining jamo,
 * trigrams and hexagrams, private and unassigned code points.
 */
const UNSURE_WIDTH =
  /[\p{Emoji_Presentation}\p{Co}\p{Cn}\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb\u2630-\u2637\u268a-\u268f\u4dc0-\u4dff\u{1d300}-\u{1d376}\u{1f000}-\u{1faff}]/u;
/** Thai and Lao vowels that are two characters in one code point. */
const JOINED_VOWEL = /[\u0e33\u0eb3]/g;
const MAX_STACKED_MARKS = 2;

const ASCII_FORMS: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '~',
  '·': '.',
  '→': '>',
  '×': 'x',
};

/**
 * Text from data in a form that every terminal draws in the same cells and none obeys: nothing
 * acts, joins or hides, and what terminals disagree about becomes one simple character.
 *
 * @param unshowable - stands for what cannot be shown; `isAscii` keeps to ASCII
 */
export function shownText(
  text: string,
  { isAscii, unshowable }: { readonly isAscii: boolean; readonly unshowable: string },
): string {
  if (PLAIN.test(text)) return text;
  const safe = printableText(text.toWellFormed().normalize('NFC'));
  const vowels = safe.replace(JOINED_VOWEL, (vowel) => vowel.normalize('NFKD'));
  let shown = '';
  for (const { segment } of segmenter.segment(vowels)) shown += shownGrapheme(segment, unshowable);
  return isAscii ? asciiText(shown, unshowable) : shown;
}

/** A grapheme with one base keeps its marks; one of several bases falls apart into them. */
function shownGrapheme(grapheme: string, unshowable: string): string {
  if (PLAIN.test(grapheme)) return grapheme;
  const bases: string[] = [];
  let marks = '';
  let stacked = 0;
  let isJoined = false;
  for (const character of grapheme) {
    if (character === '\u200d') isJoined = bases.length > 0;
    if (INVISIBLE.test(character) || UNSURE_MARK.test(character)) continue;
    if (STACKING_MARK.test(character)) {
      if (bases.length === 1 && stacked < MAX_STACKED_MARKS) marks += character;
      stacked += 1;
      continue;
    }
    if (!isJoined) bases.push(shownCharacter(character, unshowable));
  }
  if (bases.length === 1) return bases[0] + marks;
  const apart = bases.join('');
  const cells = bases.reduce((sum, base) => sum + cellWidth(base), 0);
  return cellWidth(apart) === cells ? apart : unshowable.repeat(bases.length);
}

const REGIONAL_INDICATOR_A = 0x1f1e6;

function shownCharacter(character: string, unshowable: string): string {
  if (REGIONAL_INDICATOR.test(character)) {
    return String.fromCodePoint(0x41 + (character.codePointAt(0) ?? 0) - REGIONAL_INDICATOR_A);
  }
  return UNSURE_WIDTH.test(character) ? unshowable : character;
}

function asciiText(text: string, unshowable: string): string {
  return text.normalize('NFC').replace(/[^ -~]/gu, (character) => {
    const letter = character.normalize('NFD').replace(/\p{Mark}/gu, '');
    return ASCII_FORMS[character] ?? (PLAIN.test(letter) ? letter : unshowable);
  });
}
