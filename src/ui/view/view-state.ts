import type { ArtistKind } from '../../domain/analytics/analytics-totals.ts';
import type { NameMatches } from '../../domain/analytics/name-search.ts';
import type { ArtistQuestion } from '../../state/commands/artist-search.ts';

/** The panes of every screen, in the order of their numbers, which are their keys. */
export const PANES = [
  'pipeline',
  'producer',
  'consumer',
  'genres',
  'artists',
  'features',
  'events',
] as const;

/** Those that only some have, with the numbers after. */
export const FURTHER_PANES = ['hdfs', 'spark'] as const;

export type PaneId = (typeof PANES)[number] | (typeof FURTHER_PANES)[number];

export type GenreOrder = 'count' | 'popularity' | 'rate';

/** What becomes of the filter of the artists where the list is the top of a longer one. */
export type ArtistSearch = {
  /** How it stands with the newest question to the engine; `idle` while it is asked nothing. */
  readonly status: 'idle' | 'asked' | 'answered' | 'unanswered';
  /** The newest answer, which may be of an earlier question. */
  readonly answer: (ArtistQuestion & { readonly matches: NameMatches }) | null;
};

/** What one screen looks at; the engine knows nothing of it. */
export type ViewState = {
  readonly focus: PaneId;
  readonly isZoomed: boolean;
  /** While frozen the screen shows the moment it was frozen at; the engine goes on. */
  readonly frozenSince: number | null;
  readonly genreOrder: GenreOrder;
  readonly artistKind: ArtistKind;
  readonly artistSearch: ArtistSearch;
  /** First row shown of a pane's list. */
  readonly scroll: Readonly<Record<PaneId, number>>;
  /** Of lists; the empty text shows all. */
  readonly filter: Readonly<Record<PaneId, string>>;
};
