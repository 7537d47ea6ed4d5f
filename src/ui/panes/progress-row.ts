import { doneCells } from '../text/graphs.ts';
import { type Row, row, rowWidth, span } from '../text/row.ts';
import type { PaneArea } from './pane-area.ts';

/** `━━━━━━──── 63 %  1 m 05 s left` over the whole width. */
export function progressRow(share: number, text: string, { width, glyphs }: PaneArea): Row {
  const percent = `${String(Math.floor(share * 100)).padStart(3)} %`;
  const words = row(span(` ${percent}`, 'strong'), text === '' ? null : `  ${text}`);
  const cells = Math.max(0, width - rowWidth(words));
  const done = doneCells(share, cells);
  return row(
    span(glyphs.done.repeat(done), 'accent'),
    span(glyphs.toDo.repeat(cells - done), 'quiet'),
    ...words,
  );
}
