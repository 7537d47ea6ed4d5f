import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openExportQueue } from '../../../../src/services/hdfs/export-queue.ts';
import { stageTexts } from '../../../support/hdfs/queued.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

let now = 1_000;
const clock = { now: () => (now += 1) };

test('what is queued is found by the next process, oldest first, with its files', async () => {
  const directory = scratchDirectory();
  const queue = await openExportQueue({ directory, clock });
  await stageTexts(queue, 'snapshot', { 'a.csv': 'first' }, { name: 'one' });
  await stageTexts(queue, 'snapshot', { 'a.csv': 'second' }, { name: 'two' });

  const next = await openExportQueue({ directory, clock });

  const [one, two, ...rest] = next.list();
  expect([one?.name, two?.name, rest]).toEqual(['one', 'two', []]);
  expect(one && readFileSync(join(next.directoryOf(one), 'a.csv'), 'utf8')).toBe('first');
  expect(one?.files.map(({ name, bytes }) => [name, bytes])).toContainEqual(['a.csv', 5]);
});

test('a newer autosave takes the place of an older one, and of nothing else', async () => {
  const queue = await openExportQueue({ directory: scratchDirectory(), clock });
  await stageTexts(queue, 'snapshot', {});
  await stageTexts(queue, 'tracks', { 'processed_tracks.csv': 'x' });
  await stageTexts(queue, 'autosave', { 'top_genres.csv': 'old' });

  const { superseded } = await stageTexts(queue, 'autosave', { 'top_genres.csv': 'newer' });

  expect(superseded.map(({ kind }) => kind)).toEqual(['autosave']);
  expect(queue.list().map(({ kind }) => kind)).toEqual(['snapshot', 'tracks', 'autosave']);
  expect(queue.list().at(-1)?.files[0]?.bytes).toBe(5);
});

test('what would make the queue too long is not taken, and what waits stays', async () => {
  const queue = await openExportQueue({ directory: scratchDirectory(), clock, maxItems: 2 });
  await stageTexts(queue, 'snapshot', {}, { name: 'one' });
  await stageTexts(queue, 'snapshot', {}, { name: 'two' });

  const { queued } = await stageTexts(queue, 'snapshot', {}, { name: 'three' });

  expect(queued).toBeNull();
  expect(queue.list().map(({ name }) => name)).toEqual(['one', 'two']);
});

test('what would make the queue too large is not taken, unless it replaces as much', async () => {
  const queue = await openExportQueue({ directory: scratchDirectory(), clock, maxBytes: 10 });
  await stageTexts(queue, 'tracks', { 'processed_tracks.csv': '12345678' });

  const autosave = await stageTexts(queue, 'autosave', { 'top_genres.csv': '123' });
  const tracks = await stageTexts(queue, 'tracks', { 'processed_tracks.csv': '1234567890' });

  expect(autosave.queued).toBeNull();
  expect(tracks.queued?.files[0]?.bytes).toBe(10);
});

test('an export that could not be written in full is not in the queue', async () => {
  const directory = scratchDirectory();
  const queue = await openExportQueue({ directory, clock });
  const facts = { kind: 'snapshot', name: 'one', records: 1, generatedAtMs: 1 } as const;

  const staged = queue.stage(facts, 1, async (place) => {
    mkdirSync(join(place, 'half'));
    throw new Error('the source is gone');
  });

  await expect(staged).rejects.toThrow('the source is gone');
  expect(queue.list()).toEqual([]);
  expect(readdirSync(directory)).toEqual([]);
});

test('a removed export leaves nothing on disk', async () => {
  const directory = scratchDirectory();
  const queue = await openExportQueue({ directory, clock });
  const { queued } = await stageTexts(queue, 'snapshot', { 'a.csv': 'x' });

  if (queued !== null) await queue.remove(queued);

  expect(queue.list()).toEqual([]);
  expect(readdirSync(directory)).toEqual([]);
});
