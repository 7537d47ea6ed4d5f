import type { ArtistKind, RankedName } from '../../domain/analytics/analytics-totals.ts';
import type { AnalyticsView } from '../../domain/analytics/analytics-view.ts';
import type { NameMatches } from '../../domain/analytics/name-search.ts';
import { type Ranked, selectArtists } from '../../state/selectors/ranked-lists.ts';
import type { ArtistSearch } from './view-state.ts';

type ListLength = {
  readonly listed: number;
  /** Of the whole, of which the list may be the top only. */
  readonly total: number;
};

export type ShownArtists = {
  readonly items: readonly Ranked<RankedName>[];
  /** Where they are the engine's answer, and not of the listed ones alone. */
  readonly matches: NameMatches | null;
};

/** How many artists are listed, of how many. */
export function artistsLength(analytics: AnalyticsView | undefined, kind: ArtistKind): ListLength {
  if (analytics === undefined) return { listed: 0, total: 0 };
  return kind === 'field'
    ? { listed: analytics.artists.length, total: analytics.uniqueArtists }
    : { listed: analytics.artistNames.length, total: analytics.uniqueArtistNames };
}

/** What the filter leaves of all artists where the engine has answered to it, else of the listed ones. */
export function shownArtists(
  analytics: AnalyticsView | undefined,
  kind: ArtistKind,
  filter: string,
  { answer }: ArtistSearch,
): ShownArtists {
  const { listed, total } = artistsLength(analytics, kind);
  const isAnswered = answer?.kind === kind && answer.text === filter;
  if (listed === total || !isAnswered) {
    return { items: selectArtists(analytics, kind, filter), matches: null };
  }
  const { matches } = answer;
  return { items: matches.best.map(({ rank, ...item }) => ({ rank, item })), matches };
}
