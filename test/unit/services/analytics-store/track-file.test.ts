import { execFile } from 'node:child_process';
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
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { ErrorCode } from '../../../../src/domain/errors.ts';
import { TRACK_FILE_HEADER } from '../../../../src/services/export/track-line.ts';
import {
  countAndSave,
  lineOf,
  makePlace,
  openStore,
  type Place,
  SET_ASIDE,
  saveOf,
} from '../../../support/analytics-place.ts';
import { trackOf } from '../../../support/tracks.ts';

function codeOf(code: ErrorCode) {
  return expect.objectContaining({ code });
}

/** Another topic's or group's store with the same output directory. */
function neighbourOf(place: Place): Place {
  return { ...place, path: join(place.directory, 'state', 'neighbour.db') };
}

test('the track file has every line once, written by several members', () => {
  const place = makePlace();
  const [one, two] = [openStore(place), openStore(place)];
  const [left, right] = [one.claim(0, 'one'), two.claim(1, 'two')];

  countAndSave(one, left, 1, 'one');
  countAndSave(two, right, 1, 'two');
  countAndSave(one, left, 1, 'one');

  const lines = lineOf(0, 0) + lineOf(1, 0) + lineOf(0, 1);
  expect(readFileSync(place.trackFilePath, 'utf8')).toBe(TRACK_FILE_HEADER + lines);
});

test('the track file is mended when a crash left lines that no save covers', () => {
  const place = makePlace();
  const store = openStore(place);
  const state = store.claim(0, 'm');
  countAndSave(store, state, 1);
  appendFileSync(place.trackFilePath, 'a line and a torn li');

  countAndSave(store, state, 1);

  const lines = lineOf(0, 0) + lineOf(0, 1);
  expect(readFileSync(place.trackFilePath, 'utf8')).toBe(TRACK_FILE_HEADER + lines);
});

test('the track file is mended when the very first save left lines without being committed', () => {
  const place = makePlace();
  const store = openStore(place);
  const [left, right] = [store.claim(0, 'm'), store.claim(1, 'm')];
  saveOf(store, left, { nextOffset: 0, trackLines: '' });
  appendFileSync(place.trackFilePath, 'a line and a torn li');

  countAndSave(store, right, 1);

  expect(readFileSync(place.trackFilePath, 'utf8')).toBe(TRACK_FILE_HEADER + lineOf(1, 0));
  expect(readdirSync(place.outputDir)).toEqual(['processed_tracks.csv']);
});

test('a track file that cannot be written leaves everything as it was, and the same save works later', () => {
  const place = makePlace();
  const store = openStore(place);
  const state = store.claim(0, 'm');
  mkdirSync(place.trackFilePath, { recursive: true });
  state.analytics.add(trackOf(), 'tag');
  const save = { nextOffset: 1, trackLines: lineOf(0, 0) };
  expect(() => saveOf(store, state, save)).toThrow(codeOf('OUTPUT_UNWRITABLE'));
  expect(store.loadAll().partitions).toMatchObject([{ nextOffset: 0 }]);
  expect(readdirSync(place.outputDir)).toEqual(['processed_tracks.csv']);
  rmSync(place.trackFilePath, { recursive: true });

  saveOf(store, state, save);

  expect(readFileSync(place.trackFilePath, 'utf8')).toBe(TRACK_FILE_HEADER + lineOf(0, 0));
  expect(store.loadAll().partitions).toMatchObject([{ nextOffset: 1 }]);
});

test('a disk that fills up in the middle of an append leaves the track file at the mark', async () => {
  const place = makePlace();
  const store = openStore(place);
  countAndSave(store, store.claim(0, 'm'), 1);
  const before = readFileSync(place.trackFilePath, 'utf8');
  const mark = store.loadAll().trackFile;
  const module = new URL('../../../../src/services/analytics-store/track-file.ts', import.meta.url);
  const script = `
    import { appendTrackLines } from ${JSON.stringify(module.href)};
    const path = ${JSON.stringify(place.trackFilePath)};
    try { appendTrackLines(path, ${JSON.stringify(mark)}, Buffer.alloc(10_000, 'x')); }
    catch (error) { console.log(error.code); }
  `;

  // The limit on a file's size, 4 KiB here, stands in for a disk that is full in the middle of a write.
  const { stdout } = await promisify(execFile)('/bin/sh', [
    '-c',
    'ulimit -f 8; exec "$0" --input-type=module -e "$1"',
    process.execPath,
    script,
  ]);

  expect(stdout).toBe('DISK_FULL\n');
  expect(readFileSync(place.trackFilePath, 'utf8')).toBe(before);
});

test.each<[string, (place: Place) => void]>([
  ['its directory is removed', ({ outputDir }) => rmSync(outputDir, { recursive: true })],
  ['it is removed', ({ trackFilePath }) => rmSync(trackFilePath)],
  [
    'it is cut by one byte',
    ({ trackFilePath }) => truncateSync(trackFilePath, readFileSync(trackFilePath).length - 1),
  ],
  [
    'its header is changed',
    ({ trackFilePath }) =>
      writeFileSync(
        trackFilePath,
        readFileSync(trackFilePath, 'utf8').replace('track_name', 'TRACK_NAME'),
      ),
  ],
  [
    'its last line is changed',
    ({ trackFilePath }) =>
      writeFileSync(
        trackFilePath,
        readFileSync(trackFilePath, 'utf8').replace(lineOf(0, 999), lineOf(7, 999)),
      ),
  ],
])('the track file is damaged when %s, and saves go on', (_, damage) => {
  const place = makePlace();
  const store = openStore(place);
  const state = store.claim(0, 'm');
  countAndSave(store, state, 1_000);
  damage(place);

  countAndSave(store, state, 1);

  expect(store.trackFileIsDamaged()).toBe(true);
  expect(store.loadAll()).toMatchObject({ partitions: [{ nextOffset: 1_001 }], trackFile: null });
});

test('a track file that was away while something was saved stays damaged when it is put back', () => {
  const place = makePlace();
  const store = openStore(place);
  const state = store.claim(0, 'm');
  countAndSave(store, state, 1);
  renameSync(place.trackFilePath, `${place.trackFilePath}.away`);
  countAndSave(store, state, 1);
  renameSync(`${place.trackFilePath}.away`, place.trackFilePath);
  const putBack = readFileSync(place.trackFilePath, 'utf8');

  countAndSave(store, state, 1);

  expect(store.trackFileIsDamaged()).toBe(true);
  expect(readFileSync(place.trackFilePath, 'utf8')).toBe(putBack);
});

test.each([
  ['lines of an earlier state', `${TRACK_FILE_HEADER}of an earlier state\n`],
  ['something else', 'name,artist\n'],
])('a file with %s is set aside when nothing is counted yet, and that is told', (_, content) => {
  const place = makePlace();
  mkdirSync(place.outputDir);
  writeFileSync(place.trackFilePath, content);
  const notices: string[] = [];
  const store = openStore(place, undefined, notices);

  countAndSave(store, store.claim(0, 'm'), 1);

  const aside = `${place.trackFilePath}${SET_ASIDE}`;
  expect(readFileSync(place.trackFilePath, 'utf8')).toBe(TRACK_FILE_HEADER + lineOf(0, 0));
  expect(readFileSync(aside, 'utf8')).toBe(content);
  expect(notices).toEqual([
    `${place.trackFilePath} was not as this topic and consumer group left it; it is now ${aside}`,
  ]);
});

test.each([
  ['empty', ''],
  ['a header only', TRACK_FILE_HEADER],
])('a file that is %s gives way to the track file', (_, content) => {
  const place = makePlace();
  mkdirSync(place.outputDir);
  writeFileSync(place.trackFilePath, content);
  const notices: string[] = [];
  const store = openStore(place, undefined, notices);

  countAndSave(store, store.claim(0, 'm'), 1);

  expect(readFileSync(place.trackFilePath, 'utf8')).toBe(TRACK_FILE_HEADER + lineOf(0, 0));
  expect(readdirSync(place.outputDir)).toEqual(['processed_tracks.csv']);
  expect(notices).toEqual([]);
});

test('a store does not take the longer track file of another store for its own', () => {
  const place = makePlace();
  const [store, neighbour] = [openStore(place), openStore(neighbourOf(place))];
  const state = store.claim(0, 'm');
  countAndSave(store, state, 5);
  countAndSave(neighbour, neighbour.claim(3, 'm'), 10);
  const content = readFileSync(place.trackFilePath, 'utf8');

  countAndSave(store, state, 1);

  expect(store.trackFileIsDamaged()).toBe(true);
  expect(readFileSync(place.trackFilePath, 'utf8')).toBe(content);
});

test('two stores that start with the same file do not write over each other', () => {
  const place = makePlace();
  const [store, neighbour] = [openStore(place), openStore(neighbourOf(place))];
  const [own, other] = [store.claim(0, 'm'), neighbour.claim(3, 'm')];
  saveOf(store, own, { nextOffset: 0, trackLines: '' });
  saveOf(neighbour, other, { nextOffset: 0, trackLines: '' });
  countAndSave(neighbour, other, 2);

  countAndSave(store, own, 1);

  const lines = lineOf(3, 0) + lineOf(3, 1);
  expect(readFileSync(place.trackFilePath, 'utf8')).toBe(TRACK_FILE_HEADER + lines);
  expect(store.trackFileIsDamaged()).toBe(true);
});

test('a track file that is set aside takes the place of no other', () => {
  const place = makePlace();
  mkdirSync(place.outputDir);
  const aside = `${place.trackFilePath}${SET_ASIDE}`;
  writeFileSync(aside, 'set aside before');
  writeFileSync(place.trackFilePath, 'the next one');
  const store = openStore(place);

  countAndSave(store, store.claim(0, 'm'), 1);

  expect(readFileSync(aside, 'utf8')).toBe('set aside before');
  expect(readFileSync(`${aside}-2`, 'utf8')).toBe('the next one');
});

test('the track file of an earlier output directory is out of date on return to it', () => {
  const place = makePlace();
  const elsewhere = { ...place, trackFilePath: join(place.directory, 'new', 'tracks.csv') };
  const first = openStore(place);
  countAndSave(first, first.claim(0, 'm'), 2);
  openStore(elsewhere).claim(0, 'm');

  openStore(place).claim(0, 'm');

  expect(first.trackFileIsDamaged()).toBe(true);
});

test('the track file cannot be in two directories at a time', () => {
  const place = makePlace();
  const before = openStore(place);
  const state = before.claim(0, 'm');
  openStore({ ...place, trackFilePath: join(place.directory, 'new.csv') }).claim(1, 'm2');

  expect(() => countAndSave(before, state, 1)).toThrow(codeOf('OUTPUT_DIR_DIFFERS'));
  expect(before.loadAll().partitions).toMatchObject([{ nextOffset: 0 }, { nextOffset: 0 }]);
});

test('a member that has saved is refused once another one writes the track file elsewhere', () => {
  const place = makePlace();
  const before = openStore(place);
  const state = before.claim(0, 'm');
  countAndSave(before, state, 1);
  openStore({ ...place, trackFilePath: join(place.directory, 'new.csv') }).claim(1, 'm2');

  expect(() => countAndSave(before, state, 1)).toThrow(codeOf('OUTPUT_DIR_DIFFERS'));
  expect(before.loadAll().partitions).toMatchObject([{ nextOffset: 1 }, { nextOffset: 0 }]);
});

test('the track file of a store from before its end was remembered counts as damaged', () => {
  const place = makePlace();
  const before = openStore(place);
  countAndSave(before, before.claim(0, 'm'), 2);
  const database = new DatabaseSync(place.path);
  database.exec(`
    DROP TABLE track_file;
    DROP TABLE seal;
    ALTER TABLE store ADD COLUMN track_file_path TEXT NOT NULL DEFAULT '${basename(place.trackFilePath)}';
    PRAGMA user_version = 1;
  `);
  database.close();

  const lines = readFileSync(place.trackFilePath, 'utf8');

  const store = openStore(place);
  saveOf(store, store.claim(0, 'm'), { nextOffset: 3, trackLines: lineOf(0, 2) });

  expect(store.loadAll()).toMatchObject({ partitions: [{ nextOffset: 3 }], trackFile: null });
  expect(readFileSync(place.trackFilePath, 'utf8')).toBe(lines);
});
