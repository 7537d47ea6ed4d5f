import { AUDIO_FEATURES, type AudioFeature } from '../track.ts';
import { FeatureAccumulator } from './feature-accumulator.ts';
import { type FeatureStatistics, featureStatistics } from './feature-statistics.ts';
import { GenreAccumulator } from './genre-accumulator.ts';
import { FEATURE_BINS } from './histogram-bins.ts';
import { KeyCountsUnion, KeySetUnion, type UnionCounts } from './key-union.ts';
import type { PartitionAnalytics } from './partition-analytics.ts';
import { compareCodePoints, firstOf } from './ranking.ts';

/** A genre, an artists field or an artist with its place in a ranking. */
export type RankedName = {
  readonly name: string;
  /** Tracks. */
  readonly count: number;
  /** 0-100. */
  readonly meanPopularity: number;
};

export type GenreRank = RankedName & {
  readonly minPopularity: number;
  readonly maxPopularity: number;
};

export type FeatureTable = Readonly<Record<AudioFeature, FeatureStatistics>>;

/** Analytics over several partitions as they were when merged; later records do not change it. */
export type AnalyticsTotals = {
  /** Tracks counted. */
  readonly total: number;
  /** Tracks per data set tag. */
  readonly datasets: ReadonlyMap<string, number>;
  /** Records without our header; not in `total`, and nor are the unreadable. */
  readonly foreign: number;
  readonly unreadable: number;
  /** Tracks without artists, album or title. */
  readonly incomplete: number;
  readonly explicit: number;
  /** Share of explicit tracks, 0-1; `null` without a track. */
  readonly explicitShare: number | null;
  readonly uniqueTracks: number;
  readonly uniqueGenres: number;
  /** Distinct artists fields, a collaboration being one of them. */
  readonly uniqueArtists: number;
  /** Distinct single artists. */
  readonly uniqueArtistNames: number;
  /** Most tracks first; ties by Unicode code point, here and below. */
  topGenres(limit: number): readonly GenreRank[];
  /** Highest mean popularity first. */
  genresByPopularity(limit: number): readonly GenreRank[];
  topArtists(limit: number): readonly RankedName[];
  topArtistNames(limit: number): readonly RankedName[];
  /** All of them, in no order. Memory: 16 bytes per name of either kind. */
  readonly artistCounts: Readonly<Record<ArtistKind, UnionCounts>>;
  /** Over all tracks. */
  features(): FeatureTable;
  /** `undefined` for a genre without a track. */
  featuresOfGenre(genre: string): FeatureTable | undefined;
};

/** Whole artists fields, or single artists. */
export type ArtistKind = 'field' | 'name';

/** Merges again and again, each time at the cost of what is new; for a screen that asks often. */
export type AnalyticsMerger = {
  merge(parts: readonly PartitionAnalytics[]): AnalyticsTotals;
};

type Unions = {
  readonly parts: readonly PartitionAnalytics[];
  readonly trackIds: KeySetUnion;
  readonly artists: KeyCountsUnion;
  readonly artistNames: KeyCountsUnion;
};

/** Analytics of some partitions as one. */
export function mergeAnalytics(parts: readonly PartitionAnalytics[]): AnalyticsTotals {
  return createAnalyticsMerger().merge(parts);
}

export function createAnalyticsMerger(): AnalyticsMerger {
  let unions = createUnions([]);
  return {
    merge(parts) {
      const isSuperset = unions.parts.every((part) => parts.includes(part));
      unions = isSuperset ? { ...unions, parts } : createUnions(parts);
      return createTotals(parts, unions);
    },
  };
}

function createUnions(parts: readonly PartitionAnalytics[]): Unions {
  return {
    parts,
    trackIds: new KeySetUnion(),
    artists: new KeyCountsUnion(),
    artistNames: new KeyCountsUnion(),
  };
}

function createTotals(parts: readonly PartitionAnalytics[], unions: Unions): AnalyticsTotals {
  const genres = mergeGenres(parts);
  const artists = unions.artists.sum(parts.map((part) => part.artists));
  const artistNames = unions.artistNames.sum(parts.map((part) => part.artistNames));
  const total = sumOf([...genres.values()], (genre) => genre.count);
  const explicit = sumOf(parts, (part) => part.counts().explicit);
  return {
    total,
    datasets: mergeDatasets(parts),
    foreign: sumOf(parts, (part) => part.counts().foreign),
    unreadable: sumOf(parts, (part) => part.counts().unreadable),
    incomplete: sumOf(parts, (part) => part.counts().incomplete),
    explicit,
    explicitShare: total > 0 ? explicit / total : null,
    uniqueTracks: unions.trackIds.size(parts.map((part) => part.trackIds)),
    uniqueGenres: genres.size,
    uniqueArtists: artists.counts.length,
    uniqueArtistNames: artistNames.counts.length,
    topGenres: (limit) => firstOf([...genres.values()].map(genreRank), limit, byCount),
    genresByPopularity: (limit) =>
      firstOf([...genres.values()].map(genreRank), limit, byMeanPopularity),
    topArtists: (limit) => topKeys(artists, limit),
    topArtistNames: (limit) => topKeys(artistNames, limit),
    artistCounts: { field: artists, name: artistNames },
    features: () => featuresOf([...genres.values()]),
    featuresOfGenre: (name) => {
      const genre = genres.get(name);
      return genre && featuresOf([genre]);
    },
  };
}

function sumOf<Item>(items: readonly Item[], count: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + count(item), 0);
}

function mergeGenres(parts: readonly PartitionAnalytics[]): ReadonlyMap<string, GenreAccumulator> {
  const merged = new Map<string, GenreAccumulator>();
  for (const part of parts) {
    for (const [name, genre] of part.genres) {
      const target = merged.get(name) ?? new GenreAccumulator(name);
      merged.set(name, target);
      target.merge(genre);
    }
  }
  return merged;
}

function mergeDatasets(parts: readonly PartitionAnalytics[]): ReadonlyMap<string, number> {
  const merged = new Map<string, number>();
  for (const part of parts) {
    for (const [tag, count] of part.datasets) merged.set(tag, (merged.get(tag) ?? 0) + count);
  }
  return merged;
}

function genreRank(genre: GenreAccumulator): GenreRank {
  return {
    name: genre.genre,
    count: genre.count,
    meanPopularity: genre.popularitySum / genre.count,
    minPopularity: genre.popularityMin,
    maxPopularity: genre.popularityMax,
  };
}

function byCount(left: RankedName, right: RankedName): number {
  return right.count - left.count || compareCodePoints(left.name, right.name);
}

function byMeanPopularity(left: RankedName, right: RankedName): number {
  return right.meanPopularity - left.meanPopularity || compareCodePoints(left.name, right.name);
}

function topKeys(union: UnionCounts, limit: number): readonly RankedName[] {
  return firstOf(union.counts.keys(), limit, keyOrder(union)).map((place) =>
    rankedKey(union, place),
  );
}

/** Compares places of a union: most tracks first, ties by Unicode code point. */
export function keyOrder({ keys, counts }: UnionCounts): (left: number, right: number) => number {
  return (left, right) =>
    (counts[right] ?? 0) - (counts[left] ?? 0) ||
    compareCodePoints(keys[left] ?? '', keys[right] ?? '');
}

/** What stands at a place of a union. */
export function rankedKey(
  { keys, counts, popularitySums }: UnionCounts,
  place: number,
): RankedName {
  const count = counts[place] ?? 0;
  return { name: keys[place] ?? '', count, meanPopularity: (popularitySums[place] ?? 0) / count };
}

function featuresOf(genres: readonly GenreAccumulator[]): FeatureTable {
  const count = sumOf(genres, (genre) => genre.count);
  const statistics = AUDIO_FEATURES.map((feature, column) => {
    const merged = new FeatureAccumulator(FEATURE_BINS[feature]);
    for (const genre of genres) {
      const part = genre.features[column];
      if (part !== undefined) merged.merge(part);
    }
    return [feature, featureStatistics(merged, count)] as const;
  });
  return Object.fromEntries(statistics) as FeatureTable;
}
