import type { ArtistKind, RankedName } from '../../domain/analytics/analytics-totals.ts';
import type { AnalyticsView, GenreView } from '../../domain/analytics/analytics-view.ts';
import { compareCodePoints } from '../../domain/analytics/ranking.ts';
import { textMatcher } from '../../domain/text-matcher.ts';

export type Ranked<Item> = {
  /** From 1, in the whole list: a filter does not change it. */
  readonly rank: number;
  readonly item: Item;
};

const MEASURES = {
  count: (genre: GenreView) => genre.count,
  popularity: (genre: GenreView) => genre.meanPopularity,
  rate: (genre: GenreView) => genre.tracksPerSecond,
} as const;

/** Genres in an order, the greatest first, of which the filter leaves those that hold its text. */
export function selectGenres(
  view: AnalyticsView | undefined,
  order: keyof typeof MEASURES,
  filter: string,
): readonly Ranked<GenreView>[] {
  const measure = MEASURES[order];
  const sorted = (view?.genres ?? []).toSorted(
    (left, right) => measure(right) - measure(left) || compareCodePoints(left.name, right.name),
  );
  return filtered(sorted, filter);
}

/** Artists by tracks, as the file's fields name them or one by one. */
export function selectArtists(
  view: AnalyticsView | undefined,
  kind: ArtistKind,
  filter: string,
): readonly Ranked<RankedName>[] {
  const list = kind === 'field' ? view?.artists : view?.artistNames;
  return filtered(list ?? [], filter);
}

function filtered<Item extends { readonly name: string }>(
  items: readonly Item[],
  filter: string,
): readonly Ranked<Item>[] {
  const holds = textMatcher(filter);
  return items
    .map((item, index) => ({ rank: index + 1, item }))
    .filter(({ item }) => holds(item.name));
}
