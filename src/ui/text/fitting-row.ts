import { EMPTY_ROW, type Row, rowWidth } from './row.ts';

/** The first of these ways to say the same that fits into so many cells, else the last. */
export function fittingRow(width: number, ...forms: readonly Row[]): Row {
  return forms.find((form) => rowWidth(form) <= width) ?? forms.at(-1) ?? EMPTY_ROW;
}
