import fc from 'fast-check';
import { expect, test } from 'vitest';
import { selectPartitionLags, selectTotalLag } from '../../../../src/state/selectors/lag.ts';
import { assigned, described, stateOf } from '../../../support/ui/selector-states.ts';

test('lag is what lies between our position and the log end', () => {
  const state = stateOf([
    assigned([
      [0, 40, 100],
      [1, 7, 7],
    ]),
  ]);

  expect(selectPartitionLags(state).map(({ lag }) => lag)).toEqual([60, 0]);
  expect(selectTotalLag(state)).toBe(60);
});

test('the lag of a partition that others hold counts from what the group committed', () => {
  const state = stateOf([
    described([{ partition: 2, logEndOffset: 90, committedOffset: 65, owner: 'other' }]),
  ]);

  expect(selectPartitionLags(state)).toEqual([
    {
      partition: 2,
      position: 65,
      logEndOffset: 90,
      committedOffset: 65,
      lag: 25,
      owner: 'other',
      isOurs: false,
    },
  ]);
});

test('a partition that nobody committed is behind by all that is left in it', () => {
  const state = stateOf([described([{ partition: 0, logStartOffset: 30, logEndOffset: 90 }])]);

  expect(selectTotalLag(state)).toBe(60);
});

test('the later of two log ends counts', () => {
  const state = stateOf([
    assigned([[0, 50, 80]]),
    described([{ partition: 0, logEndOffset: 95, committedOffset: 10 }]),
  ]);

  expect(selectTotalLag(state)).toBe(45);
});

test('partitions come in the order of their numbers', () => {
  const state = stateOf([assigned([[2, 0, 0]]), described([{ partition: 10 }, { partition: 1 }])]);

  expect(selectPartitionLags(state).map(({ partition }) => partition)).toEqual([1, 2, 10]);
});

test('there is no lag while no partition is known', () => {
  expect(selectTotalLag(stateOf([]))).toBeNull();
});

test('lag is never negative', () => {
  const offset = fc.nat({ max: 1_000 });
  fc.assert(
    fc.property(offset, offset, offset, offset, (position, end, told, committed) => {
      const state = stateOf([
        assigned([[0, position, end]]),
        described([{ partition: 0, logEndOffset: told, committedOffset: committed }]),
      ]);

      expect(selectTotalLag(state)).toBeGreaterThanOrEqual(0);
    }),
  );
});
