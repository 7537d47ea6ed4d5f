import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TRACK_FILE_HEADER } from '../../../../src/services/export/track-line.ts';
import { lockExclusive } from '../../../../src/services/locks/lock.ts';
import {
  countAndSave,
  lineOf,
  linesOf,
  makePlace,
  never,
  openStore,
  type Place,
  SET_ASIDE,
} from '../../../support/analytics-place.ts';

const ABOVE_EVERY_PROCESS_ID = 2 ** 22 + 1;

/** A store that has counted some tracks of partition 0, and whose track file was removed. */
function damagedStore(records: number, place = makePlace(), notices: string[] = []) {
  const store = openStore(place, undefined, notices);
  const state = store.claim(0, 'm');
  countAndSave(store, state, records);
  rmSync(place.trackFilePath);
  return { place, store, state };
}

function trackFileOf(place: Place): string {
  return readFileSync(place.trackFilePath, 'utf8');
}

describe('a rebuilt track file', () => {
  test('is there again after its directory was removed, with what was saved meanwhile', async () => {
    const { place, store } = damagedStore(2);
    rmSync(place.outputDir, { recursive: true });
    countAndSave(store, store.claim(1, 'm'), 1);

    const isRebuilt = await store.rebuildTrackFile(linesOf, never);

    const lines = lineOf(0, 0) + lineOf(0, 1) + lineOf(1, 0);
    expect(isRebuilt).toBe(true);
    expect(trackFileOf(place)).toBe(TRACK_FILE_HEADER + lines);
    expect(store.trackFileIsDamaged()).toBe(false);
    expect(readdirSync(place.outputDir)).toEqual(['processed_tracks.csv']);
  });

  test('takes lines again', async () => {
    const { place, store, state } = damagedStore(1);
    await store.rebuildTrackFile(linesOf, never);

    countAndSave(store, state, 1);

    expect(trackFileOf(place)).toBe(TRACK_FILE_HEADER + lineOf(0, 0) + lineOf(0, 1));
  });

  test('misses nothing that other members save while it is rebuilt', async () => {
    const { place, store } = damagedStore(1);
    const other = openStore(place);
    const state = other.claim(1, 'other');
    let savesLeft = 3;

    await store.rebuildTrackFile(async function* (range) {
      yield* linesOf(range);
      savesLeft -= 1;
      if (savesLeft >= 0) countAndSave(other, state, 1, 'other');
    }, never);

    const lines = lineOf(0, 0) + lineOf(1, 0) + lineOf(1, 1) + lineOf(1, 2);
    expect(trackFileOf(place)).toBe(TRACK_FILE_HEADER + lines);
  });

  test.each([
    ['was cut', TRACK_FILE_HEADER + lineOf(0, 0).slice(0, 5)],
    ['was replaced', 'x'.repeat(1_000)],
  ])('sets aside the one that %s, and that is told', async (_, content) => {
    const notices: string[] = [];
    const { place, store } = damagedStore(1, makePlace(), notices);
    writeFileSync(place.trackFilePath, content);

    await store.rebuildTrackFile(linesOf, never);

    const aside = `${place.trackFilePath}${SET_ASIDE}`;
    expect(trackFileOf(place)).toBe(TRACK_FILE_HEADER + lineOf(0, 0));
    expect(readFileSync(aside, 'utf8')).toBe(content);
    expect(notices).toEqual([expect.stringContaining(`it is now ${aside}`)]);
  });

  test('takes the place of one without lines', async () => {
    const { place, store } = damagedStore(1);
    writeFileSync(place.trackFilePath, TRACK_FILE_HEADER);

    await store.rebuildTrackFile(linesOf, never);

    expect(trackFileOf(place)).toBe(TRACK_FILE_HEADER + lineOf(0, 0));
    expect(readdirSync(place.outputDir)).toEqual(['processed_tracks.csv']);
  });

  test('leaves the track file of another store to it, set aside', async () => {
    const { place, store } = damagedStore(2);
    const neighbour = openStore({ ...place, path: join(place.directory, 'neighbour.db') });
    countAndSave(neighbour, neighbour.claim(3, 'm'), 1);

    await store.rebuildTrackFile(linesOf, never);

    const aside = `${place.trackFilePath}${SET_ASIDE}`;
    expect(trackFileOf(place)).toBe(TRACK_FILE_HEADER + lineOf(0, 0) + lineOf(0, 1));
    expect(readFileSync(aside, 'utf8')).toBe(TRACK_FILE_HEADER + lineOf(3, 0));
    expect(neighbour.trackFileIsDamaged()).toBe(true);
  });

  test('of another output directory is built there, and the old one is left alone', async () => {
    const place = makePlace();
    const before = openStore(place);
    countAndSave(before, before.claim(0, 'm'), 2);
    const elsewhere = { ...place, trackFilePath: join(place.directory, 'new', 'tracks.csv') };
    const store = openStore(elsewhere);
    const state = store.claim(0, 'm2');
    expect(store.trackFileIsDamaged()).toBe(true);

    await store.rebuildTrackFile(linesOf, never);
    countAndSave(store, state, 1, 'm2');

    const old = TRACK_FILE_HEADER + lineOf(0, 0) + lineOf(0, 1);
    expect(trackFileOf(elsewhere)).toBe(old + lineOf(0, 2));
    expect(trackFileOf(place)).toBe(old);
  });
});

describe('rebuilding the track file', () => {
  test('does nothing while the file is whole', async () => {
    const place = makePlace();
    const store = openStore(place);
    countAndSave(store, store.claim(0, 'm'), 1);

    const isRebuilt = await store.rebuildTrackFile(() => {
      throw new Error('Nothing had to be read');
    }, never);

    expect(isRebuilt).toBe(false);
  });

  test('removes what a dead process left half-written', async () => {
    const { place, store } = damagedStore(1);
    const dead = `.processed_tracks.csv.${hostname()}.${ABOVE_EVERY_PROCESS_ID}.0123abcd.tmp`;
    writeFileSync(join(place.outputDir, dead), '');

    await store.rebuildTrackFile(linesOf, never);

    expect(readdirSync(place.outputDir)).toEqual(['processed_tracks.csv']);
  });

  test('is left to the process that is at it', async () => {
    const { place, store } = damagedStore(1);
    using _rebuilding = lockExclusive(`${place.path}.rebuild-lock`);

    const isRebuilt = await store.rebuildTrackFile(linesOf, never);

    expect(isRebuilt).toBe(false);
    expect(store.trackFileIsDamaged()).toBe(true);
  });

  test('waits for the member that is at it, and does not do it again', async () => {
    const { place, store } = damagedStore(1);
    const other = openStore(place);
    const started = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const rebuilding = other.rebuildTrackFile(async function* (range) {
      started.resolve();
      await goOn.promise;
      yield* linesOf(range);
    }, never);
    await started.promise;

    const waiting = store.rebuildTrackFile(linesOf, never, 60_000);
    goOn.resolve();

    expect(await Promise.all([rebuilding, waiting])).toEqual([true, false]);
    expect(store.trackFileIsDamaged()).toBe(false);
  });

  test('does what the member that it waited for gave up', async () => {
    const { place, store } = damagedStore(1);
    const other = openStore(place);
    const started = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const job = new AbortController();
    const rebuilding = other.rebuildTrackFile(async function* (range) {
      started.resolve();
      await goOn.promise;
      yield* linesOf(range);
    }, job.signal);
    await started.promise;

    const waiting = store.rebuildTrackFile(linesOf, never, 60_000);
    job.abort();
    goOn.resolve();

    expect(await Promise.all([rebuilding, waiting])).toEqual([false, true]);
    expect(trackFileOf(place)).toBe(TRACK_FILE_HEADER + lineOf(0, 0));
  });

  test.each<[string, (signal: AbortSignal) => AsyncGenerator<string>]>([
    [
      'lines go on',
      async function* () {
        yield lineOf(0, 0);
      },
    ],
    [
      'the log throws the reason',
      async function* (signal) {
        yield await Promise.reject(signal.reason);
      },
    ],
    [
      'the log throws an AbortError of its own',
      async function* () {
        yield await Promise.reject(new DOMException('The read was aborted', 'AbortError'));
      },
    ],
    ['lines just end', async function* () {}],
  ])('stops quietly when it is aborted and %s', async (_, lines) => {
    const { place, store } = damagedStore(2);
    const job = new AbortController();

    const isRebuilt = await store.rebuildTrackFile(async function* () {
      job.abort(new Error('stopped by the operator'));
      yield* lines(job.signal);
    }, job.signal);

    expect(isRebuilt).toBe(false);
    expect(store.trackFileIsDamaged()).toBe(true);
    expect(readdirSync(place.outputDir)).toEqual([]);
  });

  test('stops quietly when it is aborted while it waits for another', async () => {
    const { place, store } = damagedStore(1);
    using _rebuilding = lockExclusive(`${place.path}.rebuild-lock`);
    const job = new AbortController();

    const waiting = store.rebuildTrackFile(linesOf, job.signal, 60_000);
    job.abort();

    expect(await waiting).toBe(false);
  });

  test.each(['AbortError', 'Error'])(
    'fails with what the log throws by itself (%s)',
    async (name) => {
      const { place, store } = damagedStore(1);
      const failure = Object.assign(new Error('the log failed'), { name });

      const rebuilding = store.rebuildTrackFile(async function* () {
        yield await Promise.reject(failure);
      }, never);

      await expect(rebuilding).rejects.toBe(failure);
      expect(readdirSync(place.outputDir)).toEqual([]);
    },
  );

  test('fails with what goes wrong at the time of an abort', async () => {
    const { store } = damagedStore(1);
    const job = new AbortController();
    const failure = new Error('the log failed');

    const rebuilding = store.rebuildTrackFile(async function* () {
      job.abort();
      yield await Promise.reject(failure);
    }, job.signal);

    await expect(rebuilding).rejects.toBe(failure);
  });

  test('leaves the file damaged when its directory is removed meanwhile', async () => {
    const { place, store } = damagedStore(1);

    const isRebuilt = await store.rebuildTrackFile(async function* (range) {
      yield* linesOf(range);
      rmSync(place.outputDir, { recursive: true });
    }, never);

    expect(isRebuilt).toBe(false);
    expect(store.trackFileIsDamaged()).toBe(true);
  });
});
