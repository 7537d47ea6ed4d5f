import type {
  AnalyticsTotals,
  FeatureTable,
  GenreRank,
  RankedName,
} from '../../domain/analytics/analytics-totals.ts';
import type { FeatureStatistics } from '../../domain/analytics/feature-statistics.ts';
import { AUDIO_FEATURES } from '../../domain/track.ts';
import type { ExportView } from '../ports.ts';
import { type JsonValue, jsonText } from './json-text.ts';

const TOP = 10;

/** The text of `spotify_analytics.json`. */
export function analyticsJson(view: ExportView): string {
  const { totals } = view;
  const document: JsonValue = {
    summary: summary(view),
    top_genres: counts(totals.topGenres(TOP)),
    top_artists: counts(totals.topArtists(TOP)),
    top_artist_names: counts(totals.topArtistNames(TOP)),
    audio_features_avg: featureTable(totals.features(), { withHistogram: true }),
    genres: genres(totals),
    tracks_per_dataset: totals.datasets,
  };
  return `${jsonText(document)}\n`;
}

function summary({ totals, activeMs, expiredRecords, generatedAtMs, isDemo }: ExportView) {
  const seconds = activeMs / 1000;
  return {
    total_tracks_processed: totals.total,
    processing_duration_seconds: seconds,
    tracks_per_second: seconds > 0 ? totals.total / seconds : 0,
    unique_genres: totals.uniqueGenres,
    unique_artists: totals.uniqueArtists,
    unique_artist_names: totals.uniqueArtistNames,
    unique_tracks: totals.uniqueTracks,
    explicit_tracks: totals.explicit,
    explicit_share: totals.explicitShare,
    incomplete_tracks: totals.incomplete,
    foreign_records: totals.foreign,
    unreadable_records: totals.unreadable,
    expired_records: expiredRecords,
    demo: isDemo,
    generated_at: new Date(generatedAtMs).toISOString(),
  };
}

function counts(ranking: readonly RankedName[]): JsonValue {
  return new Map(ranking.map(({ name, count }) => [name, count]));
}

/** All genres, the most popular first. */
function genres(totals: AnalyticsTotals): JsonValue {
  const ranking = totals.genresByPopularity(totals.uniqueGenres);
  return new Map(ranking.map((genre) => [genre.name, genreEntry(totals, genre)]));
}

function genreEntry(totals: AnalyticsTotals, genre: GenreRank): JsonValue {
  const features = totals.featuresOfGenre(genre.name);
  return {
    count: genre.count,
    popularity: {
      average: genre.meanPopularity,
      min: genre.minPopularity,
      max: genre.maxPopularity,
    },
    audio_features: features ? featureTable(features, { withHistogram: false }) : {},
  };
}

function featureTable(table: FeatureTable, options: { readonly withHistogram: boolean }) {
  return new Map(
    AUDIO_FEATURES.map((feature) => [
      feature,
      options.withHistogram
        ? { ...featureEntry(table[feature]), histogram: histogramEntry(table[feature]) }
        : featureEntry(table[feature]),
    ]),
  );
}

function featureEntry(statistics: FeatureStatistics) {
  return {
    average: statistics.mean,
    min: statistics.min,
    max: statistics.max,
    count: statistics.count,
    standard_deviation: statistics.standardDeviation,
    estimated_quantiles: statistics.estimatedQuantiles,
  };
}

function histogramEntry({ histogram }: FeatureStatistics) {
  return { from: histogram.from, bin_width: histogram.width, counts: histogram.counts };
}
