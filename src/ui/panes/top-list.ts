import type { RankedName } from '../../domain/analytics/analytics-totals.ts';
import { formatCount, formatRate } from '../../domain/format.ts';
import type { Column } from '../tables/columns.ts';
import { bar } from '../text/graphs.ts';
import { span } from '../text/row.ts';
import { type PaneArea, shownIn } from './pane-area.ts';

export type TopListItem = {
  readonly rank: number;
  readonly item: RankedName & { readonly tracksPerSecond?: number };
};

const LEAST_BAR_CELLS = 8;
const MOST_BAR_CELLS = 40;
const LEAST_NAME_CELLS = 10;
/** In a narrower pane names need the room more than bars do. */
const BAR_FROM_WIDTH = 44;
const POPULARITY_FROM = 60;

/**
 * Columns of the genres and of the artists.
 *
 * @param name - header of the name column
 * @param greatest - of what the list is ordered by: a whole bar
 */
export function topListColumns(
  name: string,
  {
    measure,
    greatest,
  }: { readonly measure: (item: TopListItem) => number; readonly greatest: number },
  area: PaneArea,
): readonly Column<TopListItem>[] {
  const right = { align: 'right' } as const;
  return [
    { header: '#', ...right, weight: 3, cell: ({ rank }) => span(formatCount(rank), 'quiet') },
    {
      header: name,
      align: 'left',
      weight: 0,
      flexibleFrom: LEAST_NAME_CELLS,
      cell: ({ item }) => span(shownIn(area, item.name)),
    },
    ...(area.width < BAR_FROM_WIDTH ? [] : [barColumn((item) => measure(item) / greatest, area)]),
    { header: 'tracks', ...right, weight: 1, cell: ({ item }) => span(formatCount(item.count)) },
    {
      header: area.width < POPULARITY_FROM ? 'pop.' : 'popularity',
      ...right,
      weight: 2,
      cell: ({ item }) => span(item.meanPopularity.toFixed(1)),
    },
  ];
}

/** @param share - 0-1; not a number while the list is empty */
function barColumn(share: (item: TopListItem) => number, area: PaneArea): Column<TopListItem> {
  return {
    header: '',
    align: 'left',
    weight: 5,
    width: barCells(area),
    cell: (item, cells) => span(bar(share(item) || 0, cells, area.glyphs), 'accent'),
  };
}

/** A bar grows with its pane, once names have room enough. */
function barCells({ width }: PaneArea): number {
  const spare = Math.floor((width - 44) / 2);
  return Math.max(LEAST_BAR_CELLS, Math.min(MOST_BAR_CELLS, spare));
}

/** Genres have a rate too. */
export const GENRE_RATE_COLUMN: Column<TopListItem> = {
  header: '/s',
  align: 'right',
  weight: 4,
  width: 5,
  cell: ({ item: { tracksPerSecond = 0 } }) =>
    tracksPerSecond === 0 ? span('0', 'quiet') : span(formatRate(tracksPerSecond)),
};
