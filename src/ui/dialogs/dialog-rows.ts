import type { BorderGlyphs } from '../glyphs.ts';
import type { Size } from '../layout/screen-layout.ts';
import type { Dialog } from '../screen/screen-state.ts';
import { cellWidth, cutCells } from '../text/cells.ts';
import { fitRow, type Row, span } from '../text/row.ts';
import type { Theme } from '../theme.ts';
import { dialogKeyRow } from './dialog-keys.ts';
import type { DialogText } from './dialog-text.ts';
import { dialogPage } from './text-pages.ts';

/** Cells that border and margin take from a dialog's row. */
const CHROME_COLUMNS = 4;
/** Rows that border and keys take. */
const CHROME_ROWS = 3;
/** From this height on there is a gap above the keys. */
const GAP_FROM = 10;
const WIDEST = 84;

/** Cells for a dialog's text in a place so wide. */
export function dialogTextWidth(columns: number): number {
  return Math.max(1, Math.min(columns, WIDEST) - CHROME_COLUMNS);
}

/** Rows of a dialog's text that fit into a place so high. */
export function dialogTextRows(rows: number): number {
  return Math.max(1, rows - CHROME_ROWS - gapRows(rows));
}

function gapRows(rows: number): number {
  return rows >= GAP_FROM ? 1 : 0;
}

/** A dialog as rows of one width, its border and keys included, within `size`. */
export function dialogRows(
  dialog: Dialog,
  content: DialogText,
  size: Size,
  theme: Theme,
): readonly Row[] {
  const { titles, rows: text } = content;
  const width = dialogTextWidth(size.columns);
  const visible = dialogTextRows(size.rows);
  const { first, shown } = dialogPage(content, dialog.scroll ?? 0, visible);
  const { ellipsis, heavy } = theme.glyphs;
  const places = text.length <= visible ? [] : placeTexts(first, shown.length, text);
  const placed = titles.flatMap((title) => places.map((place) => `${title} ${place}`));
  const headings = [...placed, ...titles];
  const room = Math.max(0, width - 1);
  const heading = headings.find((words) => cellWidth(words) <= room) ?? titles.at(-1) ?? '';
  const gap: readonly Row[] = gapRows(size.rows) === 0 ? [] : [[]];
  const blank: readonly Row[] = Array.from(
    { length: Math.min(text.length, visible) - shown.length },
    () => [],
  );
  const body = [...shown, ...blank, ...gap, dialogKeyRow(dialog, width)];
  return [
    topRow(cutCells(heading, room, ellipsis), width, heavy),
    ...body.map((row) => bodyRow(fitRow(row, width, ellipsis), heavy)),
    [span(heavy.bottomLeft + heavy.horizontal.repeat(width + 2) + heavy.bottomRight, 'focus')],
  ].slice(0, size.rows);
}

/** Says where one is in a text that does not fit, in ever fewer words. */
function placeTexts(first: number, shown: number, text: readonly Row[]): readonly string[] {
  const rows = `${first + 1}-${first + shown}`;
  const place = `${rows} of ${text.length}`;
  return [
    `${place}, j k a row, Space a page`,
    `${place}, j k move`,
    place,
    `${rows}/${text.length}`,
  ];
}

function topRow(
  heading: string,
  width: number,
  { topLeft, topRight, horizontal }: BorderGlyphs,
): Row {
  const rest = horizontal.repeat(Math.max(0, width - cellWidth(heading) - 1));
  return [
    span(`${topLeft}${horizontal} `, 'focus'),
    span(heading, 'strong'),
    span(` ${rest}${topRight}`, 'focus'),
  ];
}

function bodyRow(row: Row, { vertical }: BorderGlyphs): Row {
  return [span(`${vertical} `, 'focus'), ...row, span(` ${vertical}`, 'focus')];
}
