import { memo } from 'react';
import type { AnalyticsView } from '../../domain/analytics/analytics-view.ts';
import { selectGenres } from '../../state/selectors/ranked-lists.ts';
import { innerRect } from '../components/pane-frame.ts';
import { listRoom } from '../layout/list-room.ts';
import type { GenreOrder } from '../view/view-state.ts';
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

export const GenresPane = memo(function GenresPane(props: GenresPaneProps) {
  const { analytics, isKnown, order, filter, scroll } = props;
  const items: readonly TopListItem[] = selectGenres(analytics, order, filter);
  const { words, measure } = ORDERS[order];
  const visible = listRoom(innerRect(props.placed).height);
  const extent = { listed: analytics?.genres.length ?? 0, total: analytics?.uniqueGenres ?? 0 };
  const note = listNote({ filter, scroll, visible, rows: items.length, ...extent });
  const titles = words.map((order) => `${paneTitle('genres')}${order}`);
  const frame = frameOf(props, { titles: listTitles(titles, filter, props.theme), note });
  const greatest = Math.max(0, ...items.map(measure));
  const listOrder = { by: order, measure, greatest };
  const columns = topListColumns('genre', listOrder, areaOf(frame, props.isZoomed));
  return (
    <ListPane
      frame={frame}
      columns={[...columns, genreRateColumn(listOrder)]}
      items={items}
      scroll={scroll}
      emptyTexts={filter === '' ? nothingCounted(isKnown) : nothingHolds('genre', extent)}
    />
  );
});
