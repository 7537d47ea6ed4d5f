import { cellWidth, fitCells } from '../text/cells.ts';
import { type Row, type Span, span } from '../text/row.ts';

/** A column of a table; `weight` says how soon it may be left out, the heaviest first. */
export type Column<Item> = {
  readonly header: string;
  readonly align: 'left' | 'right';
  readonly weight: number;
  /** Cells; without it as wide as its widest content. */
  readonly width?: number;
  /** Takes what the others leave, at least so many cells. */
  readonly flexibleFrom?: number;
  /** What stands in it, already showable and at most as wide as its column where that is fixed. */
  readonly cell: (item: Item, width: number) => Span;
};

export type FittedColumn<Item> = Column<Item> & { readonly cells: number };

const GAP = 1;

/**
 * As many columns as fit, with their widths. All columns and the gaps between them are exactly
 * `width` where one of them is flexible.
 */
export function fitColumns<Item>(
  columns: readonly Column<Item>[],
  items: readonly Item[],
  width: number,
): readonly FittedColumn<Item>[] {
  const fitted = columns.map((column) => ({ ...column, cells: leastCells(column, items) }));
  const kept = leaveOut(fitted, width);
  const spare = width - totalCells(kept);
  return kept.map((column) =>
    column.flexibleFrom === undefined ? column : { ...column, cells: column.cells + spare },
  );
}

function leastCells<Item>(column: Column<Item>, items: readonly Item[]): number {
  const fixed = column.flexibleFrom ?? column.width;
  if (fixed !== undefined) return fixed;
  const widths = items.map((item) => cellWidth(column.cell(item, 0).text));
  return Math.max(cellWidth(column.header), ...widths);
}

function totalCells(columns: readonly { readonly cells: number }[]): number {
  return columns.reduce((sum, { cells }) => sum + cells, 0) + GAP * (columns.length - 1);
}

function leaveOut<Item>(
  columns: readonly FittedColumn<Item>[],
  width: number,
): readonly FittedColumn<Item>[] {
  if (totalCells(columns) <= width || columns.length <= 1) {
    return columns.map((column) => ({
      ...column,
      cells: Math.min(column.cells, Math.max(0, width)),
    }));
  }
  const heaviest = Math.max(...columns.map(({ weight }) => weight));
  const last = columns.findLastIndex(({ weight }) => weight === heaviest);
  return leaveOut(columns.toSpliced(last, 1), width);
}

export function headerRow<Item>(columns: readonly FittedColumn<Item>[], ellipsis: string): Row {
  return joined(
    columns.map(({ header, cells, align }) =>
      span(fitCells(header, cells, { align, ellipsis }), 'quiet'),
    ),
  );
}

export function itemRow<Item>(
  columns: readonly FittedColumn<Item>[],
  item: Item,
  ellipsis: string,
): Row {
  return joined(
    columns.map(({ cell, cells, align }) => {
      const { text, tone } = cell(item, cells);
      return span(fitCells(text, cells, { align, ellipsis }), tone);
    }),
  );
}

function joined(cells: readonly Span[]): Row {
  return cells.flatMap((cell, index) => (index === 0 ? [cell] : [span(' '.repeat(GAP)), cell]));
}
