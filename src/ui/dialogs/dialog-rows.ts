import type { BorderGlyphs } from '../glyphs.ts';
import { keyText } from '../keymap.ts';
import type { Dialog } from '../screen/screen-state.ts';
import { cellWidth, cutCells } from '../text/cells.ts';
import { fitRow, type Row, type Span, span } from '../text/row.ts';
import type { Theme } from '../theme.ts';
import { openDialogKeys } from './dialog-keys.ts';
import type { DialogText } from './dialog-text.ts';

export type DialogSize = { readonly columns: number; readonly rows: number };

/** Cells that border and margin take from a dialog's row. */
const CHROME_COLUMNS = 4;
/** Rows that border, keys and the gap above them take. */
const CHROME_ROWS = 4;
const WIDEST = 84;

/** Cells for a dialog's text on a terminal so wide. */
export function dialogTextWidth(columns: number): number {
  return Math.max(1, Math.min(columns, WIDEST) - CHROME_COLUMNS);
}

/** Rows of a dialog's text that fit on a terminal so high. */
export function dialogTextRows(rows: number): number {
  return Math.max(1, rows - CHROME_ROWS);
}

/** A dialog as rows of one width, its border and keys included. */
export function dialogRows(
  dialog: Dialog,
  { title, rows: text }: DialogText,
  size: DialogSize,
  theme: Theme,
): readonly Row[] {
  const width = dialogTextWidth(size.columns);
  const visible = dialogTextRows(size.rows);
  const first = Math.min(firstRow(dialog), Math.max(0, text.length - visible));
  const shown = text.slice(first, first + visible);
  const { ellipsis, heavy } = theme.glyphs;
  const heading = text.length <= visible ? title : `${title} ${placeText(first, visible, text)}`;
  const body = [...shown, [], keyRow(dialog)];
  return [
    topRow(cutCells(heading, Math.max(0, width - 1), ellipsis), width, heavy),
    ...body.map((row) => bodyRow(fitRow(row, width, ellipsis), heavy)),
    [span(heavy.bottomLeft + heavy.horizontal.repeat(width + 2) + heavy.bottomRight, 'focus')],
  ].slice(0, size.rows);
}

function firstRow(dialog: Dialog): number {
  return dialog.name === 'help' ? dialog.scroll : 0;
}

/** Says where one is in a text that does not fit. */
function placeText(first: number, visible: number, text: readonly Row[]): string {
  return `${first + 1}-${Math.min(text.length, first + visible)} of ${text.length}, j k move`;
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

function keyRow(dialog: Dialog): Row {
  return openDialogKeys(dialog).flatMap(({ keys, label }): readonly Span[] => [
    span(keyText(keys[0] ?? ''), 'strong'),
    span(` ${label}  `),
  ]);
}
