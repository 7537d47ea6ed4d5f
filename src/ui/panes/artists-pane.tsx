import { memo } from 'react';
import type { ArtistKind } from '../../domain/analytics/analytics-totals.ts';
import type { AnalyticsView } from '../../domain/analytics/analytics-view.ts';
import { innerRect, type PaneFrame } from '../components/pane-frame.ts';
import { listRoom } from '../layout/list-room.ts';
import { row, span } from '../text/row.ts';
import { artistsLength, shownArtists } from '../view/shown-artists.ts';
import type { ArtistSearch } from '../view/view-state.ts';
import { type FilteredArtists, filteredNotes, nothingLeft, stillNotes } from './artist-notes.ts';
import { listNote, listTitles, nothingCounted } from './list-notes.ts';
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
  readonly search: ArtistSearch;
  readonly scroll: number;
};

const TITLES: Readonly<Record<ArtistKind, readonly string[]>> = {
  field: [`${paneTitle('artists')} by field`, paneTitle('artists')],
  name: [`${paneNumber('artists')} Single artists`, `${paneNumber('artists')} Single`],
};

const measure = ({ item }: TopListItem) => item.count;

export const ArtistsPane = memo(function ArtistsPane(props: ArtistsPaneProps) {
  const { analytics, isKnown, kind, filter, search } = props;
  const { items, matches } = shownArtists(analytics, kind, filter, search);
  const left = {
    rows: items.length,
    matches,
    status: search.status,
    ...artistsLength(analytics, kind),
  };
  const visible = listRoom(innerRect(props.placed).height);
  // An answer that is no more leaves fewer rows than there were.
  const scroll = Math.min(props.scroll, Math.max(0, items.length - visible));
  const frame = artistsFrame(props, left, { scroll, visible });
  const order = { by: 'count', measure, greatest: Math.max(0, ...items.map(measure)) } as const;
  const name = kind === 'field' ? 'artists' : 'artist';
  return (
    <ListPane
      frame={frame}
      columns={topListColumns(name, order, areaOf(frame, props.isZoomed))}
      items={items}
      scroll={scroll}
      emptyTexts={filter === '' ? nothingCounted(isKnown) : nothingLeft(left)}
    />
  );
});

/** Of a list that is not filtered the note may be left out; what a filter hides is told. */
function artistsFrame(
  props: ArtistsPaneProps,
  left: FilteredArtists,
  place: { readonly scroll: number; readonly visible: number },
): PaneFrame {
  const { kind, filter, stillness, theme } = props;
  const titles = listTitles(TITLES[kind], filter, theme);
  if (filter === '' || left.listed === left.total) {
    return frameOf(props, { titles, note: listNote({ filter, ...place, ...left }) });
  }
  const notes = filteredNotes(left);
  const [leastTitle] = listTitles([paneNumber('artists').toString()], filter, theme);
  const still = stillness && stillNotes(stillness, notes, theme.glyphs.separator);
  return frameOf(
    { ...props, stillness: still },
    { titles, leastTitle, notes: notes.map((words) => row(span(words, 'watch'))) },
  );
}
