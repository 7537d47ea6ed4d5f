import type { Situation } from '../keys/availability.ts';
import { type FooterKey, footerKeys, lastingKeys } from '../keys/footer-keys.ts';
import type { Flash, ScreenState } from '../screen/screen-state.ts';
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

/** The last row: the text being typed, or what was just said, and the keys of the moment. */
export function footerLine(
  screen: ScreenState,
  situation: Situation,
  width: number,
  theme: Theme,
): Row {
  const { ellipsis } = theme.glyphs;
  if (screen.isTyping) return cutRow(typingRow(screen, theme), width, ellipsis);
  const flash = screen.flash === null ? [] : [flashRow(screen.flash, theme)];
  const lasting = joinRows(keyRows(lastingKeys(situation)), width, span(GAP));
  const room = Math.max(0, width - rowWidth(lasting) - GAP.length);
  const keys = keyRows(footerKeys(situation));
  const row = cutRow(joinRows([...flash, ...keys], room, span(GAP)), room, ellipsis);
  return cutRow(joinRows([row, lasting], width, span(GAP)), width, ellipsis);
}

function keyRows(keys: readonly FooterKey[]): readonly Row[] {
  return keys.map(({ key, word }) => [span(key, 'strong'), span(` ${word}`, 'quiet')]);
}

function typingRow({ view }: ScreenState, theme: Theme): Row {
  return [
    span(`filter ${view.focus}: `, 'focus'),
    span(`${dataText(view.filter[view.focus], theme)}_`),
    span(`${GAP}Enter keep${GAP}Ctrl+U clear${GAP}Esc leave`, 'quiet'),
  ];
}

function flashRow({ level, text }: Flash, theme: Theme): Row {
  return [span(`${FLASH_WORDS[level]}${dataText(text, theme)}`, FLASH_TONES[level])];
}
