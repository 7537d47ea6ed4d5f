import type { Glyphs } from '../glyphs.ts';
import { EMPTY_ROW, fitRow, type Row, span } from './row.ts';

/** Rows that take so many cells, whatever is in them. */
export type Block = { readonly width: number; readonly rows: readonly Row[] };

type Beside = {
  readonly height: number;
  readonly ellipsis: string;
  /** Between any two blocks. */
  readonly divider?: Row;
};

/** Cells of what divides two columns of text. */
export const DIVIDER_CELLS = 3;

export function columnDivider({ thin }: Glyphs): Row {
  return [span(` ${thin.vertical} `, 'quiet')];
}

/** Blocks side by side over so many rows. */
export function besideRows(
  blocks: readonly Block[],
  { height, ellipsis, divider = EMPTY_ROW }: Beside,
): readonly Row[] {
  return Array.from({ length: height }, (_, line) =>
    blocks.flatMap(({ width, rows }, index) => [
      ...(index === 0 ? EMPTY_ROW : divider),
      ...fitRow(rows[line] ?? EMPTY_ROW, width, ellipsis),
    ]),
  );
}
