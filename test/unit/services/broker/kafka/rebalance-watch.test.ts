import { expect, onTestFinished, test, vi } from 'vitest';
import type { ConsoleError } from '../../../../../src/domain/errors.ts';
import { createRebalanceWatch } from '../../../../../src/services/broker/kafka/rebalance-watch.ts';

/** @param members - of the group while it rebalances, as the broker tells */
function setUp(members: () => Promise<readonly string[] | undefined>) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const told: ConsoleError[] = [];
  const watch = createRebalanceWatch({
    groups: { rebalancingMembers: members },
    groupId: 'analytics',
    onStalled: (failure) => told.push(failure),
  });
  return { watch, told };
}

test('a rebalance that lasts is told of after 5 s, again after half a minute, and who is in it', async () => {
  const { watch, told } = setUp(async () => ['one', 'other']);

  watch.begin();
  await vi.advanceTimersByTimeAsync(4_900);
  const early = told.length;
  await vi.advanceTimersByTimeAsync(200);
  const first = [...told];
  await vi.advanceTimersByTimeAsync(30_000);
  watch.end();

  expect(early).toBe(0);
  expect(first).toMatchObject([{ code: 'GROUP_REBALANCING' }]);
  expect(first[0]?.message).toContain('The group analytics has been in a rebalance for 5 s');
  expect(first[0]?.hint).toContain('one, other');
  expect(told).toHaveLength(2);
});

test('a member that has its assignment is told nothing, also where it begins again', async () => {
  const { watch, told } = setUp(async () => ['one']);

  for (let round = 0; round < 5; round += 1) {
    watch.begin();
    await vi.advanceTimersByTimeAsync(3_000);
    watch.end();
  }
  await vi.advanceTimersByTimeAsync(60_000);

  expect(told).toEqual([]);
  expect(watch.isWaiting()).toBe(false);
});

test.each([
  ['a group that is not in a rebalance', async () => undefined],
  ['a broker that is away', () => Promise.reject(new Error('away'))],
])('%s is no reason to speak of one', async (_, members) => {
  const { watch, told } = setUp(members);

  watch.begin();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(told).toEqual([]);
  expect(watch.isWaiting()).toBe(true);
  watch.end();
});
