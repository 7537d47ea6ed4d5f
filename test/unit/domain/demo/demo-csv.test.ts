import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { demoCsv } from '../../../../src/domain/demo/demo-csv.ts';
import { DEMO_GENRES } from '../../../../src/domain/demo/genres.ts';
import type { RowVerdict } from '../../../../src/domain/row-check.ts';
import { createRowCheck } from '../../../../src/domain/row-checker.ts';
import type { TrackRow } from '../../../../src/domain/track.ts';
import { COLUMNS } from '../../../support/csv/csv-text.ts';

function textOf(rows: number, seed = 1): string {
  return [...demoCsv({ rows, seed })].join('');
}

function recordsOf(text: string): readonly string[][] {
  return parse(text, { relax_column_count: true });
}

function verdictsOf(text: string): readonly RowVerdict[] {
  const [columns = [], ...records] = recordsOf(text);
  const check = createRowCheck(columns);
  return records.map((fields, recordId) => check({ fields, isUtf8: true, recordId }));
}

function tracksOf(text: string): readonly TrackRow[] {
  return verdictsOf(text).map((verdict) => {
    if (!verdict.ok) throw new Error(`Rejected: ${JSON.stringify(verdict.rejection)}`);
    return verdict.row;
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test('the same seed gives the same text, another seed another one', () => {
  const text = textOf(700);

  expect(textOf(700) === text).toBe(true);
  expect(textOf(700, 2) === text).toBe(false);
});

test.each([1, 49, 50, 51, 1140])('%i rows are generated when as many are wanted', (rows) => {
  const [header, ...records] = recordsOf(textOf(rows));

  expect(header).toEqual(COLUMNS);
  expect(records.map(([index]) => Number(index))).toEqual([...Array(rows).keys()]);
});

test('every row is sound, and one in some ten thousand is incomplete', () => {
  const verdicts = verdictsOf(textOf(25_000));

  expect(verdicts.filter(({ ok }) => !ok)).toEqual([]);
  expect(verdicts.filter((verdict) => verdict.ok && verdict.isIncomplete)).toHaveLength(3);
});

test('rows are sorted by genre, as many of each of the 114', () => {
  const genres = tracksOf(textOf(1140)).map(({ track_genre }) => track_genre);

  expect(DEMO_GENRES).toHaveLength(114);
  expect(DEMO_GENRES).toEqual([...new Set(DEMO_GENRES)].toSorted());
  expect(genres).toEqual(DEMO_GENRES.flatMap((genre) => Array(10).fill(genre)));
});

test('genres differ in their features and in popularity', () => {
  const tracks = tracksOf(textOf(5_700));

  const byGenre = [...Map.groupBy(tracks, ({ track_genre }) => track_genre).values()];
  for (const [feature, spread] of [
    ['energy', 0.3],
    ['danceability', 0.2],
    ['tempo', 25],
    ['popularity', 20],
  ] as const) {
    const means = byGenre.map((some) => mean(some.map((track) => track[feature])));
    expect(Math.max(...means) - Math.min(...means)).toBeGreaterThan(spread);
  }
});

test('some tracks are listed again under other genres, as the same track', () => {
  const tracks = tracksOf(textOf(4_560));

  const byId = [...Map.groupBy(tracks, ({ track_id }) => track_id).values()];
  const repeated = byId.filter((some) => some.length > 1);
  expect(tracks.length - byId.length).toBeGreaterThan(400);
  expect(repeated.some((some) => new Set(some.map((one) => one.track_genre)).size > 2)).toBe(true);
  expect(repeated.every((some) => new Set(some.map((one) => one.track_name)).size === 1)).toBe(
    true,
  );
});

test.each([
  ['several artists', /^\d+,\w{22},[^,"]+;[^,"]+,/m],
  ['a comma in quotes', /,"[^"\n]*,[^"\n]*",/],
  ['a quote in quotes', /""/],
  ['a semicolon in a title', /; \p{L}+ No\. \d/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Arabic', /\p{Script=Arabic}/u],
  ['Hebrew', /\p{Script=Hebrew}/u],
  ['Han', /\p{Script=Han}/u],
  ['Kana', /\p{Script=Hiragana}/u],
  ['Hangul', /\p{Script=Hangul}/u],
  ['Devanagari', /\p{Script=Devanagari}/u],
  ['combining marks', /e\u0301/],
  ['exponents', /,\d\.\d\de-\d,/],
  ['an explicit track', /,True,/],
])('%s occurs in a small data set', (_, pattern) => {
  expect(pattern.test(textOf(2_000))).toBe(true);
});
