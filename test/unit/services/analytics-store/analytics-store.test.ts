import { existsSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { mergeAnalytics } from '../../../../src/domain/analytics/analytics-totals.ts';
import type { ErrorCode } from '../../../../src/domain/errors.ts';
import { openAnalyticsStore } from '../../../../src/services/analytics-store/analytics-store.ts';
import { TRACK_FILE_HEADER } from '../../../../src/services/export/track-line.ts';
import {
  countAndSave,
  lineOf,
  makePlace,
  openStore,
  SET_ASIDE,
  saveOf,
} from '../../../support/analytics-place.ts';
import { trackOf } from '../../../support/tracks.ts';

function codeOf(code: ErrorCode) {
  return expect.objectContaining({ code });
}

test('gives back what was saved, with the offset it covers', () => {
  const place = makePlace();
  const first = openStore(place);
  countAndSave(first, first.claim(2, 'm'), 3);
  countAndSave(first, first.claim(2, 'm'), 2);

  const state = openStore(place).claim(2, 'other');

  expect(state.nextOffset).toBe(5);
  expect(mergeAnalytics([state.analytics])).toMatchObject({ total: 5, uniqueTracks: 5 });
  expect(state.analytics.delta().trackIds).toEqual([]);
});

test('has an id that stays', () => {
  const place = makePlace();

  expect(openStore(place).storeId).toBe(openStore(place).storeId);
  expect(openStore(makePlace()).storeId).not.toBe(openStore(place).storeId);
});

test('adds up expired records and loads all partitions', () => {
  const store = openStore(makePlace());
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
  const [early, late] = [openStore(place), openStore(place)];
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
  const [one, two] = [openStore(place, clock), openStore(place, clock)];
  const idle = { memberId: 'm', partitions: [], trackLines: new Uint8Array() };

  one.save({ ...idle, activeMs: 1_000 });
  now = 10_300;
  two.save({ ...idle, activeMs: 1_000 });
  now = 20_000;
  one.save({ ...idle, activeMs: 0 });
  now = 20_100;
  two.save({ ...idle, activeMs: 500 });

  expect(two.loadAll()).toMatchObject({ activeMs: 1_000 + 300 + 500, activeUntilMs: 20_100 });
});

test('a damaged delta is named', () => {
  const place = makePlace();
  const store = openStore(place);
  countAndSave(store, store.claim(0, 'm'), 3);
  const database = new DatabaseSync(place.path);
  database.exec(`UPDATE segment SET body = CAST(replace(body, '0-1', '0-7') AS BLOB)`);
  database.close();

  expect(() => store.claim(0, 'm')).toThrow(codeOf('STORE_CORRUPT'));
  expect(() => store.loadAll()).toThrow(codeOf('STORE_CORRUPT'));
});

test('a missing delta is named', () => {
  const place = makePlace();
  const store = openStore(place);
  const state = store.claim(0, 'm');
  countAndSave(store, state, 1);
  countAndSave(store, state, 1);
  const database = new DatabaseSync(place.path);
  database.exec('DELETE FROM segment WHERE sequence = 1');
  database.close();

  expect(() => store.loadAll()).toThrow(codeOf('STORE_CORRUPT'));
});

test.each([
  ['how far a partition is counted', 'UPDATE partition_state SET next_offset = 2'],
  ['who counts a partition', "UPDATE partition_state SET owner = 'other'"],
  ['how many records expired', 'UPDATE partition_state SET expired_records = 1'],
  ['a partition', 'DELETE FROM partition_state'],
  ['the id of the store', "UPDATE store SET store_id = 'other'"],
  ['how long it was active', 'UPDATE store SET active_ms = 1'],
  ['the length of the track file', 'UPDATE track_file SET bytes = bytes - 1'],
  ['the end of the track file', 'UPDATE track_file SET tail_crc32 = 1'],
  ['whether the track file is whole', 'UPDATE track_file SET is_damaged = 1'],
  ['the first delta', 'DELETE FROM segment WHERE sequence = 1'],
  ['the last delta', 'DELETE FROM segment WHERE sequence = 2'],
  ['the content of a delta', "UPDATE segment SET body = CAST('{}' AS BLOB)"],
])('a store in which %s is not what was written is set aside when it is opened', (_, sql) => {
  const place = makePlace();
  const before = openStore(place);
  const state = before.claim(0, 'm');
  for (const records of [2, 1]) countAndSave(before, state, records);
  before.close();
  const database = new DatabaseSync(place.path);
  database.exec(sql);
  database.close();
  const notices: string[] = [];

  const store = openStore(place, undefined, notices);

  expect(notices).toEqual([expect.stringContaining(`${place.path} is damaged (`)]);
  expect(existsSync(`${place.path}${SET_ASIDE}`)).toBe(true);
  expect(store.loadAll().partitions).toEqual([]);
});

test('a damaged store stays where it is for whoever only looks', () => {
  const place = makePlace();
  const before = openStore(place);
  countAndSave(before, before.claim(0, 'm'), 2);
  before.close();
  const database = new DatabaseSync(place.path);
  database.exec('UPDATE store SET active_ms = 1');
  database.close();
  const look = () =>
    openAnalyticsStore({
      ...place,
      clock: { now: () => 0 },
      onNotice: () => {},
      damaged: 'refuse',
    });

  expect(look).toThrow(codeOf('STORE_CORRUPT'));
  expect(existsSync(`${place.path}${SET_ASIDE}`)).toBe(false);
  expect(look).toThrow(codeOf('STORE_CORRUPT'));
});

test('a save that ends below what is saved is refused and changes nothing', () => {
  const store = openStore(makePlace());
  const state = store.claim(0, 'm');
  countAndSave(store, state, 5);

  expect(() => saveOf(store, state, { nextOffset: 4, trackLines: '' })).toThrow(RangeError);
  expect(store.loadAll().partitions).toMatchObject([{ nextOffset: 5 }]);
});

test('what is in memory stands for what is saved only where both are at the same offset', () => {
  const store = openStore(makePlace());
  const [same, ahead] = [store.claim(0, 'm'), store.claim(1, 'm')];
  countAndSave(store, same, 3);
  countAndSave(store, ahead, 3);
  ahead.analytics.add(trackOf(), 'tag');

  const { partitions } = store.loadAll([
    { ...same, nextOffset: 3 },
    { ...ahead, nextOffset: 4 },
  ]);

  expect(partitions[0]?.analytics).toBe(same.analytics);
  expect(partitions.map(({ analytics }) => mergeAnalytics([analytics]).total)).toEqual([3, 3]);
});

test('a store of a newer version is refused', () => {
  const place = makePlace();
  openStore(place);
  const database = new DatabaseSync(place.path);
  database.exec('PRAGMA user_version = 1000');
  database.close();

  expect(() => openStore(place)).toThrow(codeOf('STORE_NEWER'));
});
