import { dialogKeyRow } from '../dialogs/dialog-keys.ts';
import type { Situation } from '../keys/availability.ts';
import { type FooterKey, footerKeys, lastingKeys } from '../keys/footer-keys.ts';
import type { Flash, ScreenState } from '../screen/screen-state.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { cutRow, joinRows, type Row, rowWidth, span } from '../text/row.ts';
import type { Theme, Tone } from '../theme.ts';
import { dataText } from './data-text.ts';

const GAP = '  ';

const FLASH_TONES: Readonly<Record<Flash['level'], Tone>> = {
  info: 'accent',
  working: 'quiet',
  warning: 'watch',
  error: 'alarm',
};

/** Words, since a colour alone says nothing to everybody. */
const FLASH_WORDS: Readonly<Record<Flash['level'], string>> = {
  info: '',
  working: '',
  warning: '! ',
  error: 'FAILED ',
};

/**
 * The last row: the text being typed, or what was just said, and the keys of the moment: those of
 * the open dialog while there is one, since no other works.
 */
export function footerLine(
  screen: ScreenState,
  situation: Situation,
  width: number,
  theme: Theme,
): Row {
  const { ellipsis } = theme.glyphs;
  if (screen.isTyping) return cutRow(typingRow(screen, width, theme), width, ellipsis);
  const flash = screen.flash === null ? [] : flashRow(screen.flash, width, theme);
  if (screen.dialog !== null) {
    const keys = dialogKeyRow(screen.dialog, width);
    return cutRow(joinRows([keys, flash], width, span(GAP)), width, ellipsis);
  }
  const lasting = joinRows(keyRows(lastingKeys(situation)), width, span(GAP));
  const room = Math.max(0, width - rowWidth(lasting) - GAP.length);
  if (rowWidth(flash) > room) return cutRow(flash, width, ellipsis);
  const keys = footerKeys(situation);
  const first = keys.slice(0, 1).map(({ key }) => span(key, 'strong'));
  const joined = joinRows([flash, ...keyRows(keys)], room, span(GAP));
  return joinRows([fittingRow(room, joined, first, []), lasting], width, span(GAP));
}

function keyRows(keys: readonly FooterKey[]): readonly Row[] {
  return keys.map(({ key, word }) => [span(key, 'strong'), span(` ${word}`, 'quiet')]);
}

function typingRow({ view }: ScreenState, width: number, theme: Theme): Row {
  const typed = span(`${dataText(view.filter[view.focus], theme)}_`);
  const keys = span(`${GAP}Enter keep${GAP}Ctrl+U clear${GAP}Esc drop`, 'quiet');
  const full = [span(`filter ${view.focus}: `, 'focus'), typed];
  return fittingRow(width, [...full, keys], full, [span('/', 'focus'), typed]);
}

/** Without room for all of it, the clause that comes first. */
function flashRow({ level, text }: Flash, width: number, theme: Theme): Row {
  const [first = text] = text.split('; ', 1);
  const forms = [text, first].map((words): Row => {
    return [span(`${FLASH_WORDS[level]}${dataText(words, theme)}`, FLASH_TONES[level])];
  });
  return fittingRow(width, ...forms);
}
