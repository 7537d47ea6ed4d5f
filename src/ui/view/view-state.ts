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

export type ArtistKind = 'field' | 'name';

/** What one screen looks at; the engine knows nothing of it. */
export type ViewState = {
  readonly focus: PaneId;
  readonly isZoomed: boolean;
  /** While frozen the screen shows the moment it was frozen at; the engine goes on. */
  readonly frozenSince: number | null;
  readonly genreOrder: GenreOrder;
  readonly artistKind: ArtistKind;
  /** First row shown of a pane's list. */
  readonly scroll: Readonly<Record<PaneId, number>>;
  /** Of lists; the empty text shows all. */
  readonly filter: Readonly<Record<PaneId, string>>;
};
