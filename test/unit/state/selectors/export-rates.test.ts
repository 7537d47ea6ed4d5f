import { expect, test } from 'vitest';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import {
  selectExportRate,
  selectUploadRate,
} from '../../../../src/state/selectors/export-rates.ts';
import { reduce } from '../../../../src/state/store.ts';
import { NOW, stateOf } from '../../../support/ui/selector-states.ts';

function saved(records: number, at: number): ConsoleEvent {
  return { type: 'exports/saved', records, datasets: {}, isDemo: false, directory: '/o', at };
}

const uploaded: readonly ConsoleEvent[] = [
  { type: 'hdfs/opened', url: 'http://namenode:9870', user: 'u', folder: '/exports', at: NOW },
  {
    type: 'hdfs/export-published',
    kind: 'snapshot',
    name: 's',
    path: '/exports/s',
    sentBytes: 9_000_000,
    durationMs: 1_500,
    at: NOW,
  },
];

test('before two saves nobody knows how fast exports grow', () => {
  expect(selectExportRate(stateOf([]), NOW)).toBeNull();
  expect(selectExportRate(stateOf([saved(500, NOW)]), NOW)).toBeNull();
});

test('the rate of exports is what came to them between the newest two saves', () => {
  const saves = [saved(500, NOW - 60_000), saved(2_000, NOW - 35_000), saved(7_000, NOW - 10_000)];

  expect(selectExportRate(stateOf(saves), NOW)).toBe(200);
});

test('nothing goes to the exports once two saves in a row are overdue', () => {
  const state = stateOf([saved(500, NOW - 30_000), saved(2_000, NOW)]);

  expect(selectExportRate(state, NOW + 60_000)).toBe(50);
  expect(selectExportRate(state, NOW + 60_001)).toBe(0);
});

test('nothing goes to exports that hold all there is', () => {
  const counted = { counted: 900, exported: 500, caughtUpAt: NOW - 2_000 };
  const all = [saved(900, NOW - 1_000)];
  const under = (events: readonly ConsoleEvent[], now: number) =>
    selectExportRate(events.reduce(reduce, stateOf([], counted)), now);

  expect(under(all, NOW)).toBe(0);
  expect(under(all, NOW - 1_001)).toBeGreaterThan(0);
  expect(under([saved(899, NOW - 1_000)], NOW)).toBeGreaterThan(0);
});

test('exports that were counted anew have no rate below zero', () => {
  expect(selectExportRate(stateOf([saved(500, NOW - 1_000), saved(20, NOW)]), NOW)).toBe(0);
});

test('an upload counts for a moment with the speed it had, then nothing goes on', () => {
  const state = stateOf(uploaded);

  expect(selectUploadRate(stateOf([]), NOW)).toBeNull();
  expect(selectUploadRate(state, NOW + 10_000)).toBe(6_000_000);
  expect(selectUploadRate(state, NOW + 10_001)).toBe(0);
});
