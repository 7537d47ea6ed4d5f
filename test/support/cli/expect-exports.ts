import { expect } from 'vitest';
import type { ExpectedTotals } from './expected-totals.ts';
import { firstDifference, readAnalytics, readRanking, readTrackKeys } from './exported-files.ts';

/** The exports in a directory are those of exactly these tracks, each once. */
export function expectExports(directory: string, expected: ExpectedTotals): void {
  const { summary, top_genres, top_artists, top_artist_names } = readAnalytics(directory);

  expect(summary).toMatchObject({
    total_tracks_processed: expected.tracks,
    unique_genres: expected.genres.length,
    unique_artists: expected.artists.length,
    unique_artist_names: expected.artistNames.length,
    unique_tracks: expected.uniqueTracks,
    explicit_tracks: expected.explicit,
    incomplete_tracks: expected.incomplete,
  });
  expect(top_genres).toEqual(Object.fromEntries(expected.genres.slice(0, 10)));
  expect(top_artists).toEqual(Object.fromEntries(expected.artists.slice(0, 10)));
  expect(top_artist_names).toEqual(Object.fromEntries(expected.artistNames.slice(0, 10)));
  expect(readRanking(directory, 'top_genres.csv').rows).toEqual(expected.genres.slice(0, 20));
  expect(readRanking(directory, 'top_artists.csv').rows).toEqual(expected.artists.slice(0, 20));
  expectFeatures(directory, expected);
  expect(firstDifference(readTrackKeys(directory), expected.trackKeys)).toBeNull();
}

function expectFeatures(directory: string, expected: ExpectedTotals): void {
  const entries = readAnalytics(directory).audio_features_avg;
  expect(Object.keys(entries)).toEqual(Object.keys(expected.features));
  for (const [feature, { average, min, max, standardDeviation }] of Object.entries(
    expected.features,
  )) {
    const entry = entries[feature];
    expect(entry, feature).toMatchObject({ min, max, count: expected.tracks });
    expect(relativeError(entry?.average, average), `${feature} average`).toBeLessThan(1e-12);
    expect(
      relativeError(entry?.standard_deviation, standardDeviation),
      `${feature} standard deviation`,
    ).toBeLessThan(1e-9);
  }
}

function relativeError(actual: number | undefined, expected: number): number {
  if (actual === expected) return 0;
  return Math.abs((actual ?? Number.NaN) - expected) / Math.abs(expected);
}
