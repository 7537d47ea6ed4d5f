import { expect, test } from 'vitest';
import { selectCountedTotal } from '../../../../src/state/selectors/counted-total.ts';
import { type ConsoleState, initialState, reduce } from '../../../../src/state/store.ts';
import { countedTracks } from '../../../support/ui/counted-tracks.ts';

function counted(state: ConsoleState, records: number): ConsoleState {
  const reading = { partition: 0, nextOffset: records, logEndOffset: records };
  return reduce(state, {
    type: 'consumer/batch-counted',
    ...{ reading, records, newestRecordAt: 1, at: 1 },
  });
}

function viewed(state: ConsoleState, total: number, countedNow: number): ConsoleState {
  const view = countedTracks(total, { tag: 'tag' });
  return reduce(state, { type: 'analytics/counted', view, countedNow, at: 2 });
}

test('is not known before anything was counted', () => {
  expect(selectCountedTotal(initialState)).toBeNull();
});

test('is what was counted in this run until the analytics tell of all runs', () => {
  const state = counted(initialState, 40);

  expect(selectCountedTotal(state)).toBe(40);
  expect(selectCountedTotal(viewed(state, 140, 40))).toBe(140);
});

test('goes on with the figures of this run while the analytics stand still', () => {
  const state = counted(viewed(counted(initialState, 40), 140, 40), 25);

  expect(selectCountedTotal(state)).toBe(165);
});

test('takes no record twice that the analytics tell of before the figures do', () => {
  const state = viewed(counted(initialState, 40), 150, 50);

  expect(selectCountedTotal(state)).toBe(150);
  expect(selectCountedTotal(counted(state, 30))).toBe(170);
});
