import { dialogKeyRow } from '../dialogs/dialog-keys.ts';
import { firstKeyOf } from '../keymap.ts';
import type { Situation } from '../keys/availability.ts';
import { type FooterKey, footerKeys, lastingKeys } from '../keys/footer-keys.ts';
import { pathIn } from '../panes/pane-area.ts';
import type { Flash, ScreenState } from '../screen/screen-state.ts';
import { cellWidth } from '../text/cells.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { cutRow, joinRows, type Row, rowWidth, span } from '../text/row.ts';
import { sentences } from '../text/sentences.ts';
import type { Theme, Tone } from '../theme.ts';
import { dataText } from './data-text.ts';

const GAP = '  ';
const LOG_KEY = firstKeyOf('action-log');

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
  const roomBeside = (lasting: Row) => Math.max(0, width - rowWidth(lasting) - GAP.length);
  const flashIn = (room: number) =>
    screen.flash === null ? [] : flashRow(screen.flash, { room, width }, theme);
  if (screen.dialog !== null) {
    const keys = dialogKeyRow(screen.dialog, width);
    const flash = flashIn(roomBeside(keys));
    return cutRow(joinRows([keys, flash], width, span(GAP)), width, ellipsis);
  }
  const lasting = joinRows(keyRows(lastingKeys(situation)), width, span(GAP));
  const room = roomBeside(lasting);
  const flash = flashIn(room);
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

type Room = {
  /** Cells beside the keys that are always there. */
  readonly room: number;
  readonly width: number;
};

/** Without room for all of it, where to read on, the clause that comes first, or the end of the path. */
function flashRow({ level, text, path, hint }: Flash, { room, width }: Room, theme: Theme): Row {
  const said = (words: string): Row => {
    return [span(`${FLASH_WORDS[level]}${words}`, FLASH_TONES[level])];
  };
  const words = dataText(text, theme);
  if (path !== undefined)
    return said(`${words} ${endOfPath(path, room - words.length - 1, theme)}`);
  const [clause = words] = words.split('; ', 1);
  if (hint === undefined) return fittingRow(width, said(words), said(clause));
  const all = sentences(words, dataText(hint, theme));
  return fittingRow(width, said(all), said(`${words}; ${LOG_KEY} tells more`), said(clause));
}

const CUT_MARK_CELLS = 3;

/** Its last name is whole however little room there is: the keys go first. */
function endOfPath(path: string, room: number, theme: Theme): string {
  const name = dataText(path.slice(path.lastIndexOf('/')), theme);
  return pathIn(theme, path, Math.max(room, cellWidth(name) + CUT_MARK_CELLS));
}
