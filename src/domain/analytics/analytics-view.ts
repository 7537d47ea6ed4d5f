import { AUDIO_FEATURES, type AudioFeature } from '../track.ts';
import type { AnalyticsTotals, RankedName } from './analytics-totals.ts';
import type { FeatureStatistics } from './feature-statistics.ts';

/** A feature's figures, its histogram drawn together into few bars. */
export type FeatureView = Omit<FeatureStatistics, 'histogram'> & {
  /** Tracks per bar from left to right, over the part of the feature's range that has any. */
  readonly bars: readonly number[];
  readonly from: number;
  readonly to: number;
};

export type GenreView = RankedName & {
  /** Over the last seconds. */
  readonly tracksPerSecond: number;
};

/** The analytics as a screen shows them: bounded, and nothing but JSON. */
export type AnalyticsView = {
  readonly total: number;
  readonly foreign: number;
  readonly unreadable: number;
  readonly incomplete: number;
  /** Records that retention removed before they were counted, in all runs. */
  readonly expired: number;
  /** 0-1; `null` without a track. */
  readonly explicitShare: number | null;
  readonly uniqueTracks: number;
  readonly uniqueGenres: number;
  readonly uniqueArtists: number;
  readonly uniqueArtistNames: number;
  /** Tracks per data set tag. */
  readonly datasets: Readonly<Record<string, number>>;
  /** Most tracks first, here and below; at most `limit` of each. */
  readonly genres: readonly GenreView[];
  readonly artists: readonly RankedName[];
  readonly artistNames: readonly RankedName[];
  readonly features: Readonly<Record<AudioFeature, FeatureView>>;
};

/** Longest list of genres or artists that a screen is given. */
export const LIST_LIMIT = 200;

const BARS = 20;

/**
 * @param expired - records that retention removed before they were counted
 * @param limit - longest list of genres or artists
 * @param rateOf - tracks per second of a genre that has so many tracks now
 */
export function analyticsView(
  totals: AnalyticsTotals,
  expired: number,
  limit: number,
  rateOf: (genre: string, count: number) => number,
): AnalyticsView {
  const features = totals.features();
  const views = AUDIO_FEATURES.map((feature) => [feature, featureView(features[feature])] as const);
  return {
    total: totals.total,
    foreign: totals.foreign,
    unreadable: totals.unreadable,
    incomplete: totals.incomplete,
    expired,
    explicitShare: totals.explicitShare,
    uniqueTracks: totals.uniqueTracks,
    uniqueGenres: totals.uniqueGenres,
    uniqueArtists: totals.uniqueArtists,
    uniqueArtistNames: totals.uniqueArtistNames,
    datasets: Object.fromEntries(totals.datasets),
    genres: totals.topGenres(limit).map(({ name, count, meanPopularity }) => ({
      name,
      count,
      meanPopularity,
      tracksPerSecond: rateOf(name, count),
    })),
    artists: totals.topArtists(limit),
    artistNames: totals.topArtistNames(limit),
    features: Object.fromEntries(views) as Record<AudioFeature, FeatureView>,
  };
}

function featureView({ histogram, ...statistics }: FeatureStatistics): FeatureView {
  const { from, width, counts } = histogram;
  const { first, bins } = binsInUse(counts);
  const bars = Array.from({ length: BARS }, () => 0);
  for (let bin = 0; bin < bins; bin += 1) {
    const bar = Math.floor((bin * BARS) / bins);
    bars[bar] = (bars[bar] ?? 0) + (counts[first + bin] ?? 0);
  }
  return { ...statistics, bars, from: from + width * first, to: from + width * (first + bins) };
}

/** The bins from the first to the last that hold anything, rounded up so that all bars are alike. */
function binsInUse(counts: readonly number[]): { readonly first: number; readonly bins: number } {
  const lowest = Math.max(
    0,
    counts.findIndex((count) => count > 0),
  );
  const highest = Math.max(
    lowest,
    counts.findLastIndex((count) => count > 0),
  );
  const bins = Math.min(counts.length, Math.ceil((highest - lowest + 1) / BARS) * BARS);
  return { first: Math.min(lowest, counts.length - bins), bins };
}
