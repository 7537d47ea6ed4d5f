import { memo } from 'react';
import type { AnalyticsView } from '../../domain/analytics/analytics-view.ts';
import { selectArtists } from '../../state/selectors/ranked-lists.ts';
import { innerRect } from '../components/pane-frame.ts';
import { listRoom } from '../layout/list-room.ts';
import type { ArtistKind } from '../view/view-state.ts';
import { listNote, listTitles, nothingCounted, nothingHolds } from './list-notes.ts';
import { ListPane } from './list-pane.tsx';
import { areaOf, frameOf, type PaneProps } from './pane-props.ts';
import { paneNumber, paneTitle } from './pane-titles.ts';
import { type TopListItem, topListColumns } from './top-list.ts';

type ArtistsPaneProps = PaneProps & {
  readonly analytics: AnalyticsView | undefined;
  /** Whether it was looked what is counted. */
  readonly isKnown: boolean;
  readonly kind: ArtistKind;
  readonly filter: string;
  readonly scroll: number;
};

const TITLES: Readonly<Record<ArtistKind, readonly string[]>> = {
  field: [`${paneTitle('artists')} by field`, paneTitle('artists')],
  name: [`${paneNumber('artists')} Single artists`],
};

const measure = ({ item }: TopListItem) => item.count;

export const ArtistsPane = memo(function ArtistsPane(props: ArtistsPaneProps) {
  const { analytics, isKnown, kind, filter, scroll } = props;
  const items: readonly TopListItem[] = selectArtists(analytics, kind, filter);
  const extent = extentOf(analytics, kind);
  const visible = listRoom(innerRect(props.placed).height);
  const note = listNote({ filter, scroll, visible, rows: items.length, ...extent });
  const titles = listTitles(TITLES[kind], filter, props.theme);
  const frame = frameOf(props, { titles, note });
  const order = { by: 'count', measure, greatest: Math.max(0, ...items.map(measure)) } as const;
  const name = kind === 'field' ? 'artists' : 'artist';
  return (
    <ListPane
      frame={frame}
      columns={topListColumns(name, order, areaOf(frame, props.isZoomed))}
      items={items}
      scroll={scroll}
      emptyTexts={filter === '' ? nothingCounted(isKnown) : nothingHolds('artist', extent)}
    />
  );
});

function extentOf(analytics: AnalyticsView | undefined, kind: ArtistKind) {
  if (analytics === undefined) return { listed: 0, total: 0 };
  return kind === 'field'
    ? { listed: analytics.artists.length, total: analytics.uniqueArtists }
    : { listed: analytics.artistNames.length, total: analytics.uniqueArtistNames };
}
