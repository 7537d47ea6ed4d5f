import { parse } from 'csv-parse/sync';
import { ExactSums, scaledDecimal } from './exact-decimal.ts';

/** In the order of the track file. */
export const FEATURES = [
  'danceability',
  'energy',
  'valence',
  'acousticness',
  'instrumentalness',
  'liveness',
  'speechiness',
  'loudness',
  'tempo',
] as const;

type Row = Readonly<Record<string, string>>;
export type Ranking = readonly (readonly [name: string, count: number])[];

type ExpectedFeature = {
  readonly average: number;
  readonly min: number;
  readonly max: number;
  readonly standardDeviation: number;
  /** All values, ascending. */
  readonly sorted: Float64Array;
};

/** What a data set without faulty rows must come to, worked out from its text alone. */
export type ExpectedTotals = {
  readonly tracks: number;
  readonly incomplete: number;
  readonly explicit: number;
  readonly uniqueTracks: number;
  /** All of them, ranked by count, then code point. */
  readonly genres: Ranking;
  readonly artists: Ranking;
  readonly artistNames: Ranking;
  readonly features: Readonly<Record<(typeof FEATURES)[number], ExpectedFeature>>;
  /** Every track as `trackKey` gives it, sorted. */
  readonly trackKeys: readonly string[];
};

export function expectedTotals(csv: string | Buffer): ExpectedTotals {
  const rows: readonly Row[] = parse(csv, { columns: true, bom: true });
  const fields = rows.map((row) => row['artists'] ?? '').filter((field) => field !== '');
  return {
    tracks: rows.length,
    incomplete: rows.filter(
      (row) => row['artists'] === '' || row['album_name'] === '' || row['track_name'] === '',
    ).length,
    explicit: rows.filter((row) => row['explicit']?.toLowerCase() === 'true').length,
    uniqueTracks: new Set(rows.map((row) => row['track_id'])).size,
    genres: ranked(rows.map((row) => row['track_genre'] ?? '')),
    artists: ranked(fields),
    artistNames: ranked(fields.flatMap((field) => field.split(';'))),
    features: Object.fromEntries(
      FEATURES.map((feature) => [feature, expectedFeature(rows, feature)]),
    ) as ExpectedTotals['features'],
    trackKeys: rows.map(expectedTrackKey).sort(),
  };
}

function ranked(names: readonly string[]): Ranking {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  // Bytes of UTF-8 have the order of code points.
  return [...counts].sort(
    ([left, leftCount], [right, rightCount]) =>
      rightCount - leftCount || Buffer.compare(Buffer.from(left), Buffer.from(right)),
  );
}

function expectedFeature(rows: readonly Row[], feature: string): ExpectedFeature {
  const texts = rows.map((row) => row[feature] ?? '');
  const sums = new ExactSums();
  for (const text of texts) sums.add(scaledDecimal(text));
  const sorted = Float64Array.from(texts, Number).sort();
  return {
    average: sums.mean(),
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
    standardDeviation: sums.standardDeviation(),
    sorted,
  };
}

function expectedTrackKey(row: Row): string {
  return trackKey({ ...row, artist: row['artists'] ?? '', genre: row['track_genre'] ?? '' });
}

/** All that the track file says of a track but the time, numbers by their value. */
export function trackKey(row: Row): string {
  const texts = ['track_name', 'artist', 'genre'].map((column) => row[column]);
  const numbers = ['popularity', ...FEATURES].map((column) => Number(row[column]));
  return JSON.stringify([...texts, ...numbers]);
}
