import { expect, test } from 'vitest';
import { mergeAnalytics } from '../../../../src/domain/analytics/analytics-totals.ts';
import { PartitionAnalytics } from '../../../../src/domain/analytics/partition-analytics.ts';
import type { PartitionState } from '../../../../src/services/ports.ts';
import { createAnalyticsLook } from '../../../../src/state/commands/analytics-look.ts';
import { never } from '../../../support/csv/sources.ts';
import { trackOf } from '../../../support/tracks.ts';

function setUp({ costMs = 0, expiredRecords = 0 } = {}) {
  const analytics = new PartitionAnalytics();
  let nextOffset = 0;
  let now = 100_000;
  const told: { total: number; expired: number; rates: Record<string, number>; at: number }[] = [];
  const look = createAnalyticsLook({
    states: (): readonly PartitionState[] => [
      { partition: 0, nextOffset, expiredRecords, analytics },
      { partition: 1, nextOffset: 9, expiredRecords, analytics: new PartitionAnalytics() },
    ],
    recordsCounted: () => nextOffset,
    merge: (states) => {
      now += costMs;
      return mergeAnalytics(states.map((state) => state.analytics));
    },
    clock: { now: () => now },
    dispatch: (event) => {
      if (event.type !== 'analytics/counted') return;
      const { total, expired, genres } = event.view;
      const rates = Object.fromEntries(genres.map((genre) => [genre.name, genre.tracksPerSecond]));
      told.push({ total, expired, rates, at: event.at });
    },
  });
  return {
    told,
    count(genre: string, tracks: number) {
      for (let track = 0; track < tracks; track += 1) {
        analytics.add(trackOf({ track_id: `${genre}-${nextOffset}`, track_genre: genre }), 'tag');
        nextOffset += 1;
      }
    },
    async lookAfter(milliseconds: number) {
      now += milliseconds;
      await look(never);
    },
  };
}

test('records that expired unread are told, before any is counted too', async () => {
  const { lookAfter, told } = setUp({ expiredRecords: 7 });

  await lookAfter(0);

  expect(told).toMatchObject([{ total: 0, expired: 14 }]);
});

test('before the first record there is nothing to show', async () => {
  const { lookAfter, told } = setUp();

  await lookAfter(0);

  expect(told).toEqual([]);
});

test('what was saved earlier is shown at the first look, at rest', async () => {
  const { count, lookAfter, told } = setUp();
  count('folk', 5_000);

  await lookAfter(0);

  expect(told).toEqual([{ total: 5_000, expired: 0, rates: { folk: 0 }, at: 100_000 }]);
});

test('rates are those of the last five seconds, and come to rest before it falls silent', async () => {
  const { count, lookAfter, told } = setUp();
  count('folk', 10);
  count('dub', 10);
  await lookAfter(0);

  for (let second = 0; second < 10; second += 1) {
    count('folk', 30);
    await lookAfter(1_000);
  }
  const moving = told.at(-1);
  for (let second = 0; second < 20; second += 1) await lookAfter(1_000);

  expect(moving).toMatchObject({ total: 320, rates: { folk: 30, dub: 0 } });
  expect(told.at(-1)).toMatchObject({ total: 320, rates: { folk: 0, dub: 0 } });
  expect(told.at(-1)?.at).toBeLessThanOrEqual(100_000 + 16_000);
});

test('a genre that comes anew has come since the look before, and the rates add up', async () => {
  const { count, lookAfter, told } = setUp();
  count('folk', 10);
  await lookAfter(0);

  for (const genre of ['dub', 'ska', 'emo', 'jazz']) {
    count(genre, 1_000);
    await lookAfter(500);
  }

  expect(told.at(-1)?.rates).toEqual({ folk: 0, dub: 500, ska: 500, emo: 500, jazz: 500 });
});

test('after a rest a rate is of the time since then', async () => {
  const { count, lookAfter, told } = setUp();
  count('folk', 10);
  for (let second = 0; second < 60; second += 1) await lookAfter(1_000);
  count('folk', 500);
  count('dub', 250);

  await lookAfter(500);

  expect(told.at(-1)?.rates).toEqual({ folk: 1_000, dub: 500 });
});

test('it shows something twice a second at most', async () => {
  const { count, lookAfter, told } = setUp();

  for (let looks = 0; looks < 40; looks += 1) {
    count('folk', 1);
    await lookAfter(100);
  }

  expect(told).toHaveLength(8);
});

test('it takes a fortieth of the time at most, however long a view takes', async () => {
  const { count, lookAfter, told } = setUp({ costMs: 100 });

  for (let looks = 0; looks < 200; looks += 1) {
    count('folk', 1);
    await lookAfter(100);
  }

  expect(told.length).toBeGreaterThan(3);
  expect(told.length * 100).toBeLessThanOrEqual(20_000 / 40 + 100);
});
