import { fittingRow } from '../text/fitting-row.ts';
import { doneCells } from '../text/graphs.ts';
import { type Row, row, rowWidth, span } from '../text/row.ts';
import type { PaneArea } from './pane-area.ts';

const LEAST_BAR_CELLS = 3;

/** `━━━━━━──── 63 %  1 m 05 s left` over the whole width. */
export function progressRow(share: number, text: string, { width, glyphs }: PaneArea): Row {
  const percent = row(span(` ${String(Math.floor(share * 100)).padStart(3)} %`, 'strong'));
  const full = text === '' ? percent : row(...percent, `  ${text}`);
  const words = fittingRow(width - LEAST_BAR_CELLS, full, percent);
  const cells = Math.max(0, width - rowWidth(words));
  const done = doneCells(share, cells);
  return row(
    span(glyphs.done.repeat(done), 'accent'),
    span(glyphs.toDo.repeat(cells - done), 'quiet'),
    ...words,
  );
}
