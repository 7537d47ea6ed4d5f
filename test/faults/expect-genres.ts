import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import { ExactSums, scaledDecimal } from '../support/cli/exact-decimal.ts';
import { FEATURES } from '../support/cli/expected-totals.ts';

type Row = Readonly<Record<string, string>>;

type Figures = { readonly average: number; readonly min: number; readonly max: number };

type GenreEntry = {
  readonly count: number;
  readonly popularity: Figures;
  readonly audio_features: Readonly<Record<string, Figures & { readonly count: number }>>;
};

/** Every genre of the analytics, with its count, popularity and features, as the text alone has them. */
export function expectGenres(outputDir: string, soundCsv: string): void {
  const rows: readonly Row[] = parse(soundCsv, { columns: true });
  const analytics = JSON.parse(readFileSync(join(outputDir, 'spotify_analytics.json'), 'utf8'));
  const found = analytics.genres as Readonly<Record<string, GenreEntry>>;
  const byGenre = Map.groupBy(rows, (row) => row['track_genre'] ?? '');
  expect(Object.keys(found).sort()).toEqual([...byGenre.keys()].sort());
  for (const [genre, tracks] of byGenre) {
    const entry = found[genre];
    expect(entry?.count, genre).toBe(tracks.length);
    expectFigures(entry?.popularity, tracks, 'popularity');
    for (const feature of FEATURES) {
      expect(entry?.audio_features[feature]?.count, `${feature} of ${genre}`).toBe(tracks.length);
      expectFigures(entry?.audio_features[feature], tracks, feature);
    }
  }
}

function expectFigures(found: Figures | undefined, tracks: readonly Row[], column: string): void {
  const texts = tracks.map((track) => track[column] ?? '');
  const sums = new ExactSums();
  for (const text of texts) sums.add(scaledDecimal(text));
  const values = texts.map(Number);
  expect(found?.min, column).toBe(Math.min(...values));
  expect(found?.max, column).toBe(Math.max(...values));
  const mean = sums.mean();
  const error = Math.abs((found?.average ?? Number.NaN) - mean);
  expect(error, `mean ${column}`).toBeLessThanOrEqual(1e-12 * Math.abs(mean));
}
