import { expect, test } from 'vitest';
import { PartitionAnalytics } from '../../../../src/domain/analytics/partition-analytics.ts';
import type { PartitionState } from '../../../../src/services/ports.ts';
import { CountedStates } from '../../../../src/state/commands/counted-states.ts';

function stateOf(partition: number, nextOffset: number): PartitionState {
  return { partition, nextOffset, expiredRecords: 0, analytics: new PartitionAnalytics() };
}

function setUp(saved: readonly PartitionState[]) {
  let loads = 0;
  const counted = new CountedStates(() => {
    loads += 1;
    return saved;
  });
  return { counted, loads: () => loads, offsets: () => counted.now().map((s) => s.nextOffset) };
}

test('what is saved is loaded once', () => {
  const { offsets, loads } = setUp([stateOf(0, 10), stateOf(1, 20)]);

  expect([offsets(), offsets()]).toEqual([
    [10, 20],
    [10, 20],
  ]);
  expect(loads()).toBe(1);
});

test('own partitions are as they are counted, those of others as they were loaded', () => {
  const { counted, offsets } = setUp([stateOf(0, 10), stateOf(1, 20)]);
  let own = [stateOf(1, 25)];
  counted.follow({ states: () => own, recordsCounted: 0 });

  const before = offsets();
  own = [stateOf(1, 31)];

  expect([before, offsets()]).toEqual([
    [10, 25],
    [10, 31],
  ]);
});

test('a partition that was taken away stays as it was until it is loaded again', () => {
  const { counted, offsets } = setUp([stateOf(0, 10)]);
  let own = [stateOf(0, 15)];
  counted.follow({ states: () => own, recordsCounted: 0 });
  offsets();

  own = [];
  const afterwards = offsets();
  counted.refresh([stateOf(0, 40)]);

  expect([afterwards, offsets()]).toEqual([[15], [40]]);
});

test('what a lost membership had not saved does not count any more', () => {
  const { counted, offsets, loads } = setUp([stateOf(0, 10)]);
  counted.follow({ states: () => [stateOf(0, 15)], recordsCounted: 5 });
  offsets();

  counted.follow({ states: () => [], recordsCounted: 2 });

  expect(offsets()).toEqual([10]);
  expect(loads()).toBe(2);
});

test('records counted add up over memberships, lost ones too', () => {
  const { counted } = setUp([]);
  const before = counted.recordsCounted;
  counted.follow({ states: () => [], recordsCounted: 30 });
  counted.follow({ states: () => [], recordsCounted: 12 });

  expect([before, counted.recordsCounted]).toEqual([0, 42]);
});
