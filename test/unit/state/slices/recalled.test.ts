import { expect, test } from 'vitest';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { initialState, reduce } from '../../../../src/state/store.ts';
import { countedTracks } from '../../../support/ui/counted-tracks.ts';

const exports = {
  records: 12,
  datasets: { tag: 12 },
  isDemo: false,
  directory: './output',
  savedAt: 1_000,
};
const snapshot = { directory: './output/snapshots/one', bytes: 5, writtenAt: 900 };
const recalled: readonly ConsoleEvent[] = [
  { type: 'exports/snapshot-found', ...snapshot, at: 2_000 },
  {
    type: 'analytics/recalled',
    view: countedTracks(12, { tag: 'tag' }),
    countedUntil: 1_500,
    exports,
    at: 2_000,
  },
];
const stateAfter = (...events: readonly ConsoleEvent[]) => events.reduce(reduce, initialState);

test('what is recalled has the time of the process that left it', () => {
  const state = stateAfter(...recalled);

  expect(state.analytics).toMatchObject({ view: { total: 12 }, at: 1_500, isRecalled: true });
  expect(state.exports).toMatchObject({ ...exports, snapshot, isRecalled: true });
});

test('what is counted and exported of the topic takes its place', () => {
  const { savedAt: at, ...saved } = { ...exports, records: 13, savedAt: 3_000 };
  const state = stateAfter(
    ...recalled,
    { type: 'analytics/counted', view: countedTracks(13, { tag: 'tag' }), countedNow: 0, at },
    { type: 'exports/saved', ...saved, at },
    { type: 'consumer/joining', at: 3_001 },
  );

  expect(state.analytics).toMatchObject({ view: { total: 13 }, isRecalled: false });
  expect(state.exports).toMatchObject({ records: 13, savedAt: 3_000, isRecalled: false });
});

test('of another topic, of which nothing is counted, nothing is left but the snapshot', () => {
  const state = stateAfter(...recalled, { type: 'consumer/joining', at: 3_000 });

  expect(state.analytics).toBeNull();
  expect(state.exports).toEqual({ ...initialState.exports, snapshot });
});
