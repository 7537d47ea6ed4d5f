import { listRoom } from '../layout/list-room.ts';
import { type Column, fitColumns, headerRow, itemRow } from '../tables/columns.ts';
import { type Block, besideRows, columnDivider, DIVIDER_CELLS } from '../text/beside.ts';
import type { Row } from '../text/row.ts';
import type { PaneArea } from './pane-area.ts';

/** Cells of a block with all its columns: a longer row would be blank in its middle. */
const LEAST_BLOCK_CELLS = 50;

/**
 * How many blocks of rows stand side by side in a pane that has the screen for itself: as many as
 * the whole list needs, whatever a filter leaves of it.
 *
 * @param listed - rows without a filter
 */
export function blockCount(
  { width, height, isZoomed }: Pick<PaneArea, 'width' | 'height' | 'isZoomed'>,
  listed: number,
): number {
  if (!isZoomed) return 1;
  const fitting = Math.floor((width + DIVIDER_CELLS) / (LEAST_BLOCK_CELLS + DIVIDER_CELLS));
  return Math.max(1, Math.min(fitting, Math.ceil(listed / Math.max(1, listRoom(height)))));
}

/** Cells of each of so many blocks. */
export function blockCells(width: number, blocks: number): number {
  return Math.floor((width - DIVIDER_CELLS * (blocks - 1)) / blocks);
}

/** Rows of a list in blocks, each read from its top to its bottom, all with the same columns. */
export function blockRows<Item>(
  columns: readonly Column<Item>[],
  items: readonly Item[],
  area: PaneArea,
  blocks: number,
): readonly Row[] {
  const room = listRoom(area.height);
  const cells = blockCells(area.width, blocks);
  const { ellipsis } = area.glyphs;
  const fitted = fitColumns(columns, items, cells);
  const header = headerRow(fitted, ellipsis);
  const block = (index: number): Block => {
    const rows = items.slice(index * room, (index + 1) * room);
    return { width: cells, rows: [header, ...rows.map((item) => itemRow(fitted, item, ellipsis))] };
  };
  return besideRows(
    Array.from({ length: blocks }, (_, index) => block(index)),
    { height: area.height, ellipsis, divider: columnDivider(area.glyphs) },
  );
}
