import { formatCount } from '../../domain/format.ts';
import type { PartitionLag } from '../../state/selectors/lag.ts';
import type { Column, FittedColumn } from '../tables/columns.ts';
import { fitColumns, headerRow, itemRow } from '../tables/columns.ts';
import { cellWidth } from '../text/cells.ts';
import { type Figure, figureOf, figureSpan } from '../text/figure.ts';
import { bar } from '../text/graphs.ts';
import { type Row, span } from '../text/row.ts';
import { type PaneArea, shownIn } from './pane-area.ts';

const BAR_CELLS = 8;

/**
 * Header and one row for each partition; what is known of others comes through `asFigure`.
 *
 * @param place - which of them are on show; empty where all are
 */
export function partitionRows(
  lags: readonly PartitionLag[],
  asFigure: (value: number | null) => Figure,
  area: PaneArea,
  place: string,
): readonly Row[] {
  const worst = Math.max(1, ...lags.map(({ lag }) => lag));
  const columns = withPlace(partitionColumns(worst, asFigure, area), place, lags, area);
  const { ellipsis } = area.glyphs;
  return [headerRow(columns, ellipsis), ...lags.map((lag) => itemRow(columns, lag, ellipsis))];
}

/** The place stands over the bars; where those have no room, over the partitions themselves. */
function withPlace(
  columns: readonly Column<PartitionLag>[],
  place: string,
  lags: readonly PartitionLag[],
  { width }: PaneArea,
): readonly FittedColumn<PartitionLag>[] {
  const headed = (header: string) =>
    columns.map((column) =>
      column.header === header
        ? { ...column, header: place, width: Math.max(column.width ?? 0, cellWidth(place)) }
        : column,
    );
  const overBars = fitColumns(headed(OVER_BARS), lags, width);
  const isSaid = place === '' || overBars.some(({ header }) => header === place);
  return isSaid ? overBars : fitColumns(headed(OVER_PARTITIONS), lags, width);
}

const OVER_BARS = '';
const OVER_PARTITIONS = 'part';

function partitionColumns(
  worst: number,
  asFigure: (value: number | null) => Figure,
  area: PaneArea,
): readonly Column<PartitionLag>[] {
  const { glyphs } = area;
  const offset = (value: number | null) => figureSpan(asFigure(value), formatCount, glyphs);
  const positionSpan = ({ position, isOurs }: PartitionLag) =>
    isOurs ? figureSpan(figureOf(position), formatCount, glyphs) : offset(position);
  const right = { align: 'right' } as const;
  return [
    {
      header: OVER_PARTITIONS,
      ...right,
      weight: 0,
      cell: ({ partition }) => span(`p${partition}`),
    },
    { header: 'position', ...right, weight: 2, cell: positionSpan },
    {
      header: 'log end',
      ...right,
      weight: 3,
      cell: ({ logEndOffset }) => span(formatCount(logEndOffset)),
    },
    {
      header: 'committed',
      ...right,
      weight: 5,
      cell: ({ committedOffset }) => offset(committedOffset),
    },
    { header: 'lag', ...right, weight: 1, cell: ({ lag }) => span(formatCount(lag)) },
    {
      header: OVER_BARS,
      align: 'left',
      weight: 4,
      width: BAR_CELLS,
      cell: ({ lag }, cells) => span(bar(lag / worst, cells, glyphs), 'accent'),
    },
    {
      header: 'held by',
      align: 'left',
      weight: 6,
      flexibleFrom: 7,
      cell: (lag, cells) => ownerSpan(lag, cells, area),
    },
  ];
}

function ownerSpan({ owner, isOurs }: PartitionLag, cells: number, area: PaneArea) {
  if (isOurs)
    return span(
      owner === null || cells < owner.length + 7 ? 'this' : `this, ${shownIn(area, owner)}`,
    );
  return owner === null ? span('nobody', 'watch') : span(shownIn(area, owner));
}
