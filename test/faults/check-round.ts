import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import { expectExports } from '../support/cli/expect-exports.ts';
import { resultOf } from '../support/cli/results.ts';
import type { Place } from './arena.ts';
import type { DataSlice } from './data-slice.ts';
import { expectGenres } from './expect-genres.ts';

/** What may be left in the output directory beside the exports. */
export type Leftovers = { /** An earlier rejects file. */ readonly mayHaveSetAside: boolean };

type RoundEnd = {
  /** Of the run that ended the round. */
  readonly stdout: string;
  readonly leftovers: Leftovers;
};

/**
 * What must hold at the end of a round, whatever happened in it; fails with the first thing that
 * does not.
 */
export async function checkRound(
  place: Place,
  slice: DataSlice,
  { stdout, leftovers }: RoundEnd,
): Promise<void> {
  const { outputDir } = place.workspace;
  await expectRecords(place, slice);
  await expectDeadLetters(place, slice);
  expectRejects(outputDir, slice);
  expectExports(outputDir, slice.expected);
  expectGenres(outputDir, slice.soundCsv);
  expectNothingElse(outputDir, leftovers);
  expectBooks(stdout, slice);
}

/** Every sound row is in the topic once. */
async function expectRecords(place: Place, { sound, sha256 }: DataSlice): Promise<void> {
  const records = await place.readCommitted(place.topic);
  const found = records
    .map(({ key, value, headers }) => {
      const { record_id, track_id } = JSON.parse(value.toString()) as Record<string, unknown>;
      return { id: Number(record_id), record: [record_id, key, track_id, headers['dataset']] };
    })
    .sort((one, other) => one.id - other.id)
    .map(({ record }) => record.join());
  const tag = sha256.slice(0, 16);
  const expected = [...sound].map(([id, track]) => [id, track, track, tag].join());
  expect(difference(found, expected), 'records of the topic').toBeNull();
}

/** Every bad row is in the dead-letter topic once, byte for byte. */
async function expectDeadLetters(place: Place, { rejected }: DataSlice): Promise<void> {
  const letters = await place.readCommitted(`${place.topic}.dlq`);
  const found = letters
    .toSorted((one, other) => recordIdOf(one.headers) - recordIdOf(other.headers))
    .map(({ value, headers: { record_id, line, column, reason } }) =>
      [record_id, line, column, reason, value.toString('latin1')].join(),
    );
  const expected = rejected.map(({ recordId, line, column, reason, raw }) =>
    [recordId, line, column, reason, raw.toString('latin1')].join(),
  );
  expect(difference(found, expected), 'dead letters').toBeNull();
}

function recordIdOf(headers: Readonly<Record<string, string>>): number {
  return Number(headers['record_id']);
}

/** So is it in the rejects file. */
function expectRejects(outputDir: string, { rejected }: DataSlice): void {
  const [, ...rows]: string[][] = parse(readFileSync(join(outputDir, 'rejects.csv')), {
    encoding: 'latin1',
  });
  const expected = rejected.map(({ line, recordId, column, reason, value, raw }) =>
    [line, recordId, column, reason, value, raw.toString('latin1')].join(),
  );
  const found = rows.map((cells) => cells.join());
  expect(difference(found, expected), 'rejects.csv').toBeNull();
}

/** Nothing half-written is left, and nothing had to be set aside but what may be. */
function expectNothingElse(outputDir: string, { mayHaveSetAside }: Leftovers): void {
  const names = readdirSync(outputDir).filter(
    (name) => !(mayHaveSetAside && name.startsWith('rejects.csv.set-aside-')),
  );
  expect(names.sort()).toEqual([
    'processed_tracks.csv',
    'rejects.csv',
    'spotify_analytics.json',
    'top_artists.csv',
    'top_genres.csv',
  ]);
}

function expectBooks(stdout: string, { rows, sound, rejected, expected }: DataSlice): void {
  expect(resultOf(stdout)).toMatchObject({
    rows_read: rows,
    acknowledged: sound.size,
    in_flight: 0,
    incomplete: expected.incomplete,
    rejected: rejected.length,
    failed: 0,
    foreign: 0,
    consumed: sound.size,
    exported: sound.size,
    balanced: true,
    gap: null,
  });
}

/** Which entries are missing, and which are there more often than they should, in words; `null` for none. */
function difference(found: readonly string[], expected: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const entry of expected) counts.set(entry, (counts.get(entry) ?? 0) - 1);
  for (const entry of found) counts.set(entry, (counts.get(entry) ?? 0) + 1);
  const wrong = [...counts].filter(([, count]) => count !== 0);
  if (wrong.length === 0)
    return found.join('\n') === expected.join('\n') ? null : 'in another order';
  const shown = wrong
    .slice(0, 5)
    .map(([entry, count]) => `${count > 0 ? '+' : ''}${count} ${entry}`);
  return `${found.length} instead of ${expected.length}: ${shown.join(' | ')}`;
}
