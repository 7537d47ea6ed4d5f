import { cellWidth, startOf } from '../../../ui/text/cells.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: a style begins with ESC.
const STYLE = /(\u001b\[[\d;]*m)/;
/** What ends the innermost style, and what ends all of them; others begin one. */
const CLOSING = /\[(?:2[2-9]|39|49)m$/;
const CLOSING_ALL = /\[0?m$/;
const RESET = '\u001b[0m';

/**
 * The cells of a styled text from one column to another, with their styles; `null` where a wide
 * character lies across either. The styles of a text are nested.
 */
export function styledCells(text: string, from: number, to: number): string | null {
  const open: string[] = [];
  let cells = '';
  let column = 0;
  for (const [index, part] of text.split(STYLE).entries()) {
    if (index % 2 === 1) {
      if (CLOSING_ALL.test(part)) open.length = 0;
      else if (CLOSING.test(part)) open.pop();
      else open.push(part);
      continue;
    }
    const width = cellWidth(part);
    const [first, end] = [Math.max(0, from - column), Math.min(width, to - column)];
    column += width;
    if (first >= end) continue;
    const before = startOf(part, first);
    const shown = startOf(part.slice(before.length), end - first);
    if (cellWidth(before) !== first || cellWidth(shown) !== end - first) return null;
    cells += open.length === 0 ? shown : `${open.join('')}${shown}${RESET}`;
  }
  return cells;
}
