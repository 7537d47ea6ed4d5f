import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { type Ranking, trackKey } from './expected-totals.ts';

type FeatureEntry = {
  readonly average: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly standard_deviation: number;
  readonly estimated_quantiles: Readonly<Record<'p05' | 'p25' | 'p50' | 'p75' | 'p95', number>>;
};

/** `spotify_analytics.json`, as far as the stories look at it. */
export type AnalyticsFile = {
  readonly summary: Readonly<Record<string, number>> & { readonly generated_at: string };
  readonly top_genres: Readonly<Record<string, number>>;
  readonly top_artists: Readonly<Record<string, number>>;
  readonly top_artist_names: Readonly<Record<string, number>>;
  readonly audio_features_avg: Readonly<Record<string, FeatureEntry>>;
};

export const EXPORT_NAMES = [
  'processed_tracks.csv',
  'spotify_analytics.json',
  'top_artists.csv',
  'top_genres.csv',
] as const;

export function readAnalytics(directory: string): AnalyticsFile {
  return JSON.parse(
    readFileSync(join(directory, 'spotify_analytics.json'), 'utf8'),
  ) as AnalyticsFile;
}

/** Header and rows of a top list. */
export function readRanking(
  directory: string,
  name: string,
): { readonly header: readonly string[]; readonly rows: Ranking } {
  const [header = [], ...rows]: string[][] = parse(readFileSync(join(directory, name)));
  return { header, rows: rows.map(([key = '', count]) => [key, Number(count)]) };
}

/** Every track in the track file as `trackKey` gives it, sorted; fails on a torn line. */
export function readTrackKeys(directory: string): readonly string[] {
  const rows: readonly Readonly<Record<string, string>>[] = parse(
    readFileSync(join(directory, 'processed_tracks.csv')),
    { columns: true },
  );
  return rows.map(trackKey).sort();
}

/** Where two sorted lists part, in words; `null` when they are equal. */
export function firstDifference(
  actual: readonly string[],
  expected: readonly string[],
): string | null {
  const at = Array.from({ length: Math.max(actual.length, expected.length) }).findIndex(
    (_, position) => actual[position] !== expected[position],
  );
  if (at === -1) return null;
  const sizes = `${actual.length} instead of ${expected.length}`;
  return `${sizes}; at ${at}: ${actual[at]} instead of ${expected[at]}`;
}
