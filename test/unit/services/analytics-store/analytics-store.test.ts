import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { mergeAnalytics } from '../../../../src/domain/analytics/analytics-totals.ts';
import type { ErrorCode } from '../../../../src/domain/errors.ts';
import { openAnalyticsStore } from '../../../../src/services/analytics-store/analytics-store.ts';
import { tryLock } from '../../../../src/services/analytics-store/rebuild-lock.ts';
import { TRACK_FILE_HEADER } from '../../../../src/services/export/track-line.ts';
import type { AnalyticsStore, PartitionState } from '../../../../src/services/ports.ts';
import { scratchDirectory } from '../../../support/scratch.ts';
import { trackOf } from '../../../support/tracks.ts';

type Place = {
  readonly directory: string;
  readonly path: string;
  readonly outputDir: string;
  readonly trackFilePath: string;
};

function makePlace(): Place {
  const directory = scratchDirectory();
  const outputDir = join(directory, 'output');
  return {
    directory,
    path: join(directory, 'state', 'analytics.db'),
    outputDir,
    trackFilePath: join(outputDir, 'processed_tracks.csv'),
  };
}

function open(place: Place, clock = { now: () => 0 }): AnalyticsStore {
  const store = openAnalyticsStore({ ...place, clock });
  onTestFinished(() => store.close());
  return store;
}

function lineOf(partition: number, offset: number): string {
  return `track ${partition}/${offset}\n`;
}

/** Counts the next tracks of a partition and saves them with their lines. */
function countAndSave(store: AnalyticsStore, state: PartitionState, records: number, member = 'm') {
  const { partition, analytics } = state;
  const before = mergeAnalytics([analytics]).total;
  const nextOffset = before + records;
  let trackLines = '';
  for (let offset = before; offset < nextOffset; offset += 1) {
    analytics.add(trackOf({ track_id: `${partition}-${offset}` }), 'tag');
    trackLines += lineOf(partition, offset);
  }
  saveOf(store, state, { nextOffset, trackLines, member });
  analytics.markSaved();
}

function saveOf(
  store: AnalyticsStore,
  { partition, analytics }: PartitionState,
  save: { nextOffset: number; trackLines: string; member?: string; expiredRecords?: number },
) {
  const { nextOffset, trackLines, member = 'm', expiredRecords = 0 } = save;
  store.save({
    memberId: member,
    partitions: [{ partition, nextOffset, expiredRecords, delta: analytics.delta() }],
    trackLines,
    activeMs: 0,
  });
}

/** The log: every offset has its line. */
async function* linesOf({ partition, from, to }: { partition: number; from: number; to: number }) {
  for (let offset = from; offset < to; offset += 1) yield lineOf(partition, offset);
}

const never = new AbortController().signal;

function codeOf(code: ErrorCode) {
  return expect.objectContaining({ code });
}

describe('analytics store', () => {
  test('gives back what was saved, with the offset it covers', () => {
    const place = makePlace();
    const first = open(place);
    countAndSave(first, first.claim(2, 'm'), 3);
    countAndSave(first, first.claim(2, 'm'), 2);

    const state = open(place).claim(2, 'other');

    expect(state.nextOffset).toBe(5);
    expect(mergeAnalytics([state.analytics])).toMatchObject({ total: 5, uniqueTracks: 5 });
    expect(state.analytics.delta().trackIds).toEqual([]);
  });

  test('has an id that stays', () => {
    const place = makePlace();

    expect(open(place).storeId).toBe(open(place).storeId);
    expect(open(makePlace()).storeId).not.toBe(open(place).storeId);
  });

  test('adds up expired records and loads all partitions', () => {
    const store = open(makePlace());
    const [one, two] = [store.claim(0, 'm'), store.claim(1, 'm')];
    saveOf(store, one, { nextOffset: 4, trackLines: '', expiredRecords: 4 });
    saveOf(store, one, { nextOffset: 6, trackLines: '', expiredRecords: 2 });
    countAndSave(store, two, 1);

    const { partitions } = store.loadAll();

    expect(partitions).toMatchObject([
      { partition: 0, nextOffset: 6, expiredRecords: 6 },
      { partition: 1, nextOffset: 1, expiredRecords: 0 },
    ]);
  });

  test('a member that lost its partition saves nothing', () => {
    const place = makePlace();
    const [early, late] = [open(place), open(place)];
    const state = early.claim(0, 'early');
    countAndSave(early, state, 1, 'early');
    late.claim(0, 'late');

    expect(() => countAndSave(early, state, 1, 'early')).toThrow(codeOf('MEMBER_FENCED'));
    expect(late.loadAll().partitions).toMatchObject([{ nextOffset: 1 }]);
    expect(readFileSync(place.trackFilePath, 'utf8')).toBe(TRACK_FILE_HEADER + lineOf(0, 0));
  });

  test('time in which two members are active counts once', () => {
    const place = makePlace();
    let now = 10_000;
    const clock = { now: () => now };
    const [one, two] = [open(place, clock), open(place, clock)];
    const idle = { memberId: 'm', partitions: [], trackLines: '' };

    one.save({ ...idle, activeMs: 1_000 });
    now = 10_300;
    two.save({ ...idle, activeMs: 1_000 });
    now = 20_000;
    one.save({ ...idle, activeMs: 0 });
    now = 20_100;
    two.save({ ...idle, activeMs: 500 });

    expect(two.loadAll().activeMs).toBe(1_000 + 300 + 500);
  });

  test('a damaged delta is named', () => {
    const place = makePlace();
    const store = open(place);
    countAndSave(store, store.claim(0, 'm'), 3);
    const database = new DatabaseSync(place.path);
    database.exec(`UPDATE segment SET body = CAST(replace(body, '0-1', '0-7') AS BLOB)`);
    database.close();

    expect(() => store.claim(0, 'm')).toThrow(codeOf('STORE_CORRUPT'));
    expect(() => store.loadAll()).toThrow(codeOf('STORE_CORRUPT'));
  });

  test('a missing delta is named', () => {
    const place = makePlace();
    const store = open(place);
    const state = store.claim(0, 'm');
    countAndSave(store, state, 1);
    countAndSave(store, state, 1);
    const database = new DatabaseSync(place.path);
    database.exec('DELETE FROM segment WHERE sequence = 1');
    database.close();

    expect(() => store.loadAll()).toThrow(codeOf('STORE_CORRUPT'));
  });
});

describe('track file', () => {
  test('has every line once, written by several members', () => {
    const place = makePlace();
    const [one, two] = [open(place), open(place)];
    const [left, right] = [one.claim(0, 'one'), two.claim(1, 'two')];

    countAndSave(one, left, 1, 'one');
    countAndSave(two, right, 1, 'two');
    countAndSave(one, left, 1, 'one');

    const lines = lineOf(0, 0) + lineOf(1, 0) + lineOf(0, 1);
    expect(readFileSync(place.trackFilePath, 'utf8')).toBe(TRACK_FILE_HEADER + lines);
  });

  test('is mended when a crash left lines that no save covers', () => {
    const place = makePlace();
    const store = open(place);
    const state = store.claim(0, 'm');
    countAndSave(store, state, 1);
    appendFileSync(place.trackFilePath, 'a line and a torn li');

    countAndSave(store, state, 1);

    const lines = lineOf(0, 0) + lineOf(0, 1);
    expect(readFileSync(place.trackFilePath, 'utf8')).toBe(TRACK_FILE_HEADER + lines);
  });

  test('that cannot be written leaves everything as it was, and the same save works later', () => {
    const place = makePlace();
    const store = open(place);
    const state = store.claim(0, 'm');
    mkdirSync(place.trackFilePath, { recursive: true });
    state.analytics.add(trackOf(), 'tag');
    const save = { nextOffset: 1, trackLines: lineOf(0, 0) };
    expect(() => saveOf(store, state, save)).toThrow(codeOf('OUTPUT_UNWRITABLE'));
    expect(store.loadAll().partitions).toMatchObject([{ nextOffset: 0 }]);
    rmSync(place.trackFilePath, { recursive: true });

    saveOf(store, state, save);

    expect(readFileSync(place.trackFilePath, 'utf8')).toBe(TRACK_FILE_HEADER + lineOf(0, 0));
    expect(store.loadAll().partitions).toMatchObject([{ nextOffset: 1 }]);
  });

  test.each<[string, (place: Place) => void]>([
    ['the directory is removed', ({ outputDir }) => rmSync(outputDir, { recursive: true })],
    ['the file is removed', ({ trackFilePath }) => rmSync(trackFilePath)],
    ['the file is cut', ({ trackFilePath }) => truncateSync(trackFilePath, 150)],
    [
      'another file takes its place',
      ({ trackFilePath }) => writeFileSync(trackFilePath, 'x'.repeat(1_000)),
    ],
  ])('is rebuilt after %s, with what was saved meanwhile', async (_, damage) => {
    const place = makePlace();
    const store = open(place);
    const [left, right] = [store.claim(0, 'm'), store.claim(1, 'm')];
    countAndSave(store, left, 2);
    damage(place);
    expect(store.trackFileIsDamaged()).toBe(true);
    countAndSave(store, right, 1);
    expect(store.loadAll().trackFile).toBeNull();

    await store.rebuildTrackFile(linesOf, never);

    const lines = lineOf(0, 0) + lineOf(0, 1) + lineOf(1, 0);
    expect(readFileSync(place.trackFilePath, 'utf8')).toBe(TRACK_FILE_HEADER + lines);
    expect(store.trackFileIsDamaged()).toBe(false);
    expect(readdirSync(place.outputDir)).toEqual(['processed_tracks.csv']);
  });

  test('takes lines again after it was rebuilt', async () => {
    const place = makePlace();
    const store = open(place);
    const state = store.claim(0, 'm');
    countAndSave(store, state, 1);
    rmSync(place.trackFilePath);
    await store.rebuildTrackFile(linesOf, never);

    countAndSave(store, state, 1);

    const lines = lineOf(0, 0) + lineOf(0, 1);
    expect(readFileSync(place.trackFilePath, 'utf8')).toBe(TRACK_FILE_HEADER + lines);
  });

  test('misses nothing that other members save while it is rebuilt', async () => {
    const place = makePlace();
    const [store, other] = [open(place), open(place)];
    countAndSave(store, store.claim(0, 'm'), 1);
    const state = other.claim(1, 'other');
    rmSync(place.trackFilePath);
    let savesLeft = 3;

    await store.rebuildTrackFile(async function* (range) {
      yield* linesOf(range);
      savesLeft -= 1;
      if (savesLeft >= 0) countAndSave(other, state, 1, 'other');
    }, never);

    const lines = lineOf(0, 0) + lineOf(1, 0) + lineOf(1, 1) + lineOf(1, 2);
    expect(readFileSync(place.trackFilePath, 'utf8')).toBe(TRACK_FILE_HEADER + lines);
  });

  test('that was away while something was saved stays damaged when it is put back', () => {
    const place = makePlace();
    const store = open(place);
    const state = store.claim(0, 'm');
    countAndSave(store, state, 1);
    renameSync(place.trackFilePath, `${place.trackFilePath}.away`);
    countAndSave(store, state, 1);
    renameSync(`${place.trackFilePath}.away`, place.trackFilePath);

    countAndSave(store, state, 1);

    expect(store.trackFileIsDamaged()).toBe(true);
  });

  test('is left to the process that is rebuilding it', async () => {
    const place = makePlace();
    const store = open(place);
    countAndSave(store, store.claim(0, 'm'), 1);
    rmSync(place.trackFilePath);
    const rebuilding = tryLock(`${place.path}.rebuild-lock`);
    await store.rebuildTrackFile(linesOf, never);
    expect(store.trackFileIsDamaged()).toBe(true);
    rebuilding?.[Symbol.dispose]();

    await store.rebuildTrackFile(linesOf, never);

    expect(store.trackFileIsDamaged()).toBe(false);
  });

  test('stays damaged, and no half of it stays behind, when rebuilding is aborted', async () => {
    const place = makePlace();
    const store = open(place);
    countAndSave(store, store.claim(0, 'm'), 2);
    rmSync(place.trackFilePath);
    const job = new AbortController();

    const rebuilding = store.rebuildTrackFile(async function* (range) {
      job.abort();
      yield* linesOf(range);
    }, job.signal);

    await expect(rebuilding).rejects.toMatchObject({ name: 'AbortError' });
    expect(store.trackFileIsDamaged()).toBe(true);
    expect(readdirSync(place.outputDir)).toEqual([]);
  });

  test('stays damaged when its directory is removed while it is rebuilt', async () => {
    const place = makePlace();
    const store = open(place);
    countAndSave(store, store.claim(0, 'm'), 1);
    rmSync(place.trackFilePath);

    await store.rebuildTrackFile(async function* (range) {
      yield* linesOf(range);
      rmSync(place.outputDir, { recursive: true });
    }, never);

    expect(store.trackFileIsDamaged()).toBe(true);
  });

  test('of another output directory is built there, and the old one is left alone', async () => {
    const place = makePlace();
    const before = open(place);
    countAndSave(before, before.claim(0, 'm'), 2);
    const elsewhere = { ...place, trackFilePath: join(place.directory, 'new', 'tracks.csv') };
    const store = open(elsewhere);
    const state = store.claim(0, 'm2');
    expect(store.trackFileIsDamaged()).toBe(true);

    await store.rebuildTrackFile(linesOf, never);
    countAndSave(store, state, 1, 'm2');

    const old = TRACK_FILE_HEADER + lineOf(0, 0) + lineOf(0, 1);
    expect(readFileSync(elsewhere.trackFilePath, 'utf8')).toBe(old + lineOf(0, 2));
    expect(readFileSync(place.trackFilePath, 'utf8')).toBe(old);
  });

  test('of an earlier output directory is out of date on return to it', () => {
    const place = makePlace();
    const elsewhere = { ...place, trackFilePath: join(place.directory, 'new', 'tracks.csv') };
    const first = open(place);
    countAndSave(first, first.claim(0, 'm'), 2);
    open(elsewhere).claim(0, 'm');

    open(place).claim(0, 'm');

    expect(first.trackFileIsDamaged()).toBe(true);
  });

  test('cannot be in two directories at a time', () => {
    const place = makePlace();
    const before = open(place);
    const state = before.claim(0, 'm');
    open({ ...place, trackFilePath: join(place.directory, 'new.csv') }).claim(1, 'm2');

    expect(() => countAndSave(before, state, 1)).toThrow(codeOf('OUTPUT_DIR_DIFFERS'));
    expect(before.loadAll().partitions).toMatchObject([{ nextOffset: 0 }, { nextOffset: 0 }]);
  });

  test('an older file is replaced when nothing is counted yet', () => {
    const place = makePlace();
    mkdirSync(place.outputDir);
    writeFileSync(place.trackFilePath, `${TRACK_FILE_HEADER}of an earlier state\n`);
    const store = open(place);

    countAndSave(store, store.claim(0, 'm'), 1);

    expect(readFileSync(place.trackFilePath, 'utf8')).toBe(TRACK_FILE_HEADER + lineOf(0, 0));
  });
});
