import type { RankedName } from '../../domain/analytics/analytics-totals.ts';
import { formatCount, formatRate } from '../../domain/format.ts';
import type { Column } from '../tables/columns.ts';
import { bar } from '../text/graphs.ts';
import { span } from '../text/row.ts';
import type { GenreOrder } from '../view/view-state.ts';
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

/** How soon the columns that a list may be ordered by are left out, where it is not by them. */
const WEIGHTS: Readonly<Record<GenreOrder, number>> = { count: 1, popularity: 2, rate: 4 };

/** What a list is ordered by: the column that shows it is the last to be left out. */
export type ListOrder = {
  readonly by: GenreOrder;
  readonly measure: (item: TopListItem) => number;
  /** A whole bar. */
  readonly greatest: number;
};

function weightOf(column: GenreOrder, { by }: Pick<ListOrder, 'by'>): number {
  return column === by ? 0 : WEIGHTS[column];
}

/**
 * Columns of the genres and of the artists.
 *
 * @param name - header of the name column
 */
export function topListColumns(
  name: string,
  order: ListOrder,
  area: PaneArea,
): readonly Column<TopListItem>[] {
  const { measure, greatest } = order;
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
    {
      header: 'tracks',
      ...right,
      weight: weightOf('count', order),
      cell: ({ item }) => span(formatCount(item.count)),
    },
    {
      header: area.width < POPULARITY_FROM ? 'pop.' : 'popularity',
      ...right,
      weight: weightOf('popularity', order),
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
export function genreRateColumn(order: Pick<ListOrder, 'by'>): Column<TopListItem> {
  return {
    header: '/s',
    align: 'right',
    weight: weightOf('rate', order),
    width: 5,
    cell: ({ item: { tracksPerSecond = 0 } }) =>
      tracksPerSecond === 0 ? span('0', 'quiet') : span(formatRate(tracksPerSecond)),
  };
}
