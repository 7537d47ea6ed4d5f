import { expect, test } from 'vitest';
import { agesUpTo } from '../../../../src/ui/screen/age-steps.ts';
import { HDFS_SCENES } from '../../../support/ui/hdfs-scenes.ts';
import { SCENES } from '../../../support/ui/scenes.ts';

const { complete } = SCENES;
const STARTED_AT = complete.engine?.startedAt ?? 0;
const minute = (count: number) => Math.ceil(STARTED_AT / 60_000) * 60_000 + count * 60_000;

test('ages of an engine at rest are counted up to whole minutes', () => {
  expect(agesUpTo(0, complete, minute(200) + 31_000)).toBe(minute(200));
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
