import { memo } from 'react';
import type { AnalyticsView } from '../../domain/analytics/analytics-view.ts';
import { formatShare } from '../../domain/format.ts';
import { selectGenres } from '../../state/selectors/ranked-lists.ts';
import { Pane } from '../components/pane.tsx';
import { innerRect } from '../components/pane-frame.ts';
import { listRoom } from '../layout/list-room.ts';
import type { Column } from '../tables/columns.ts';
import { span } from '../text/row.ts';
import type { GenreOrder } from '../view/view-state.ts';
import { blockCells, blockCount, blockRows } from './genre-blocks.ts';
import { listNote, listTitles, nothingCounted, nothingHolds } from './list-notes.ts';
import { ListPane } from './list-pane.tsx';
import { areaOf, frameOf, type PaneProps } from './pane-props.ts';
import { paneTitle } from './pane-titles.ts';
import { genreRateColumn, type TopListItem, topListColumns } from './top-list.ts';

type GenresPaneProps = PaneProps & {
  readonly analytics: AnalyticsView | undefined;
  /** Whether it was looked what is counted. */
  readonly isKnown: boolean;
  readonly order: GenreOrder;
  readonly filter: string;
  readonly scroll: number;
};

const ORDERS: Readonly<
  Record<
    GenreOrder,
    { readonly words: readonly string[]; readonly measure: (item: TopListItem) => number }
  >
> = {
  count: { words: [' by tracks', ''], measure: ({ item }) => item.count },
  popularity: {
    words: [' by popularity', ' by pop.', ''],
    measure: ({ item }) => item.meanPopularity,
  },
  rate: {
    words: [' by tracks per second', ' by tracks/s', ''],
    measure: ({ item }) => item.tracksPerSecond ?? 0,
  },
};

/** In a narrower list names need the room more. */
const SHARE_FROM = 58;

/** Of all tracks. */
function shareColumn(total: number): Column<TopListItem> {
  return {
    header: 'share',
    align: 'right',
    weight: 6,
    width: 6,
    cell: ({ item }) => span(formatShare(item.count, total)),
  };
}

export const GenresPane = memo(function GenresPane(props: GenresPaneProps) {
  const { analytics, isKnown, order, filter, scroll } = props;
  const items: readonly TopListItem[] = selectGenres(analytics, order, filter);
  const { words, measure } = ORDERS[order];
  const { width, height } = innerRect(props.placed);
  const extent = { listed: analytics?.genres.length ?? 0, total: analytics?.uniqueGenres ?? 0 };
  const blocks = blockCount({ width, height, isZoomed: props.isZoomed }, extent.listed);
  const visible = blocks * listRoom(height);
  const from = Math.min(scroll, Math.max(0, items.length - visible));
  const note = listNote({ filter, scroll: from, visible, rows: items.length, ...extent });
  const titles = words.map((order) => `${paneTitle('genres')}${order}`);
  const frame = frameOf(props, { titles: listTitles(titles, filter, props.theme), note });
  const greatest = Math.max(0, ...items.map(measure));
  const listOrder = { by: order, measure, greatest };
  const area = areaOf(frame, props.isZoomed);
  const cells = blockCells(width, blocks);
  const columns = [
    ...topListColumns('genre', listOrder, { ...area, width: cells }),
    ...(cells < SHARE_FROM ? [] : [shareColumn(analytics?.total ?? 0)]),
    genreRateColumn(listOrder),
  ];
  const shown = items.slice(from, from + visible);
  if (blocks > 1 && shown.length > 0) {
    return <Pane frame={frame} rows={blockRows(columns, shown, area, blocks)} />;
  }
  return (
    <ListPane
      frame={frame}
      columns={columns}
      items={items}
      scroll={from}
      emptyTexts={filter === '' ? nothingCounted(isKnown) : nothingHolds('genre', extent)}
    />
  );
});
