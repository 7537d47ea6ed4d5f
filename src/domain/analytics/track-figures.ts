import { AUDIO_FEATURES, type AudioFeature } from '../track.ts';
import type { AnalyticsTotals, FeatureTable } from './analytics-totals.ts';

/** Means of the audio features; `null` without a track. */
export type FeatureMeans = Readonly<Record<AudioFeature, number | null>>;

type GenreFigures = {
  readonly genre: string;
  readonly tracks: number;
  readonly means: FeatureMeans;
};

/** What two programs that have read the same records must have in common. */
export type TrackFigures = {
  readonly tracks: number;
  readonly foreign: number;
  readonly unreadable: number;
  readonly incomplete: number;
  readonly explicit: number;
  readonly uniqueTracks: number;
  /** Distinct artists fields, a collaboration being one of them. */
  readonly uniqueArtists: number;
  /** Distinct single artists. */
  readonly uniqueArtistNames: number;
  readonly means: FeatureMeans;
  /** In any order. */
  readonly genres: readonly GenreFigures[];
};

/** The console's own figures. */
export function trackFigures(totals: AnalyticsTotals): TrackFigures {
  const { total, foreign, unreadable, incomplete, explicit } = totals;
  const { uniqueTracks, uniqueArtists, uniqueArtistNames } = totals;
  return {
    ...{ tracks: total, foreign, unreadable, incomplete, explicit },
    ...{ uniqueTracks, uniqueArtists, uniqueArtistNames },
    means: meansOf(totals.features()),
    genres: totals.topGenres(totals.uniqueGenres).map(({ name, count }) => ({
      genre: name,
      tracks: count,
      means: meansOf(totals.featuresOfGenre(name)),
    })),
  };
}

function meansOf(table: FeatureTable | undefined): FeatureMeans {
  const means = AUDIO_FEATURES.map((feature) => [feature, table?.[feature].mean ?? null] as const);
  return Object.fromEntries(means) as FeatureMeans;
}
