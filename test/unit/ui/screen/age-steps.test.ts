import { expect, test } from 'vitest';
import { reduce } from '../../../../src/state/store.ts';
import { agesUpTo } from '../../../../src/ui/screen/age-steps.ts';
import { HDFS_SCENES } from '../../../support/ui/hdfs-scenes.ts';
import { SCENES } from '../../../support/ui/scenes.ts';

const { complete } = SCENES;
const STARTED_AT = complete.engine?.startedAt ?? 0;
const minute = (count: number) => Math.ceil(STARTED_AT / 60_000) * 60_000 + count * 60_000;

test('ages of an engine at rest are counted up to whole minutes', () => {
  expect(agesUpTo(0, complete, minute(200) + 31_000)).toBe(minute(200));
});

test('after a save at rest, as every half minute, they are counted in steps of five and ten seconds', () => {
  const saved = {
    type: 'exports/saved',
    records: 6_000,
    datasets: {},
    isDemo: false,
    directory: './output',
    at: minute(200) + 3_000,
  } as const;
  const view = { ...complete, state: reduce(complete.state, saved) };

  const upTo = [4, 7, 14, 26].map((second) => agesUpTo(0, view, minute(200) + second * 1_000));

  expect(upTo.map((time) => (time - minute(200)) / 1_000)).toEqual([0, 5, 10, 20]);
});

test('while HDFS is away its ages and the next try are counted by the second', () => {
  const away = { ...complete, state: { ...complete.state, hdfs: HDFS_SCENES.away.state.hdfs } };

  expect(agesUpTo(0, away, minute(200) + 31_000)).toBe(minute(200) + 31_000);
});

test('ages never grow younger when their step grows longer', () => {
  expect(agesUpTo(minute(200) + 31_000, complete, minute(200) + 32_000)).toBe(minute(200) + 31_000);
});

test('a clock that was set back takes the ages along', () => {
  expect(agesUpTo(minute(260), complete, minute(200) + 5_000)).toBe(minute(200));
});
