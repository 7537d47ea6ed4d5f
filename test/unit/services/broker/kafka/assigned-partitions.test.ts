import { expect, test } from 'vitest';
import { createAssignedPartitions } from '../../../../../src/services/broker/kafka/assigned-partitions.ts';
import type { TopicDescription } from '../../../../../src/services/ports.ts';

const nothing = new Map();

function topicOf(...offsets: readonly (readonly [number, number])[]): TopicDescription {
  const partitions = offsets.map(([logStartOffset, logEndOffset], partition) => ({
    partition,
    logStartOffset,
    logEndOffset,
  }));
  return { name: 'tracks', topicId: 'id', partitions };
}

function joined(partitions: readonly number[], memberId = 'me', generation = 1) {
  return { memberId, generation, partitions };
}

test('a first join assigns in ascending order', () => {
  const assigned = createAssignedPartitions();

  const change = assigned.applyJoin(joined([2, 0]));

  expect(change).toEqual({ type: 'assigned', partitions: [0, 2], generation: 1, memberId: 'me' });
  expect(assigned.unchecked()).toHaveLength(2);
});

test('a rebalance first revokes, then assigns, and says nothing of what stays', () => {
  const assigned = createAssignedPartitions();
  assigned.applyJoin(joined([0, 1]));

  const first = assigned.applyJoin(joined([1, 2], 'me', 2));
  const second = assigned.applyJoin(joined([1, 2], 'me', 2));

  expect(first).toEqual({ type: 'revoked', partitions: [0] });
  expect(second).toMatchObject({ type: 'assigned', partitions: [2], generation: 2 });
});

test('what stays keeps its position, and is compared with the log anew', () => {
  const assigned = createAssignedPartitions();
  assigned.applyJoin(joined([0, 1]));
  assigned.check(topicOf([0, 9], [0, 9]), nothing);
  assigned.moveTo(1, 7);

  assigned.applyJoin(joined([1], 'me', 2));
  assigned.applyJoin(joined([1], 'me', 2));

  expect(assigned.position(1)).toBe(7);
  expect(assigned.unchecked()).toEqual([1]);
});

test('under another member id everything is given anew: others may have had it', () => {
  const assigned = createAssignedPartitions();
  assigned.applyJoin(joined([0, 1]));

  const first = assigned.applyJoin(joined([0, 1], 'me-again', 5));
  const second = assigned.applyJoin(joined([0, 1], 'me-again', 5));

  expect(first).toEqual({ type: 'revoked', partitions: [0, 1] });
  expect(second).toMatchObject({ type: 'assigned', partitions: [0, 1], memberId: 'me-again' });
});

test('a partition starts where it was sought, else where the group is, else at the log start', () => {
  const assigned = createAssignedPartitions();
  assigned.applyJoin(joined([0, 1, 2]));
  assigned.moveTo(0, 5);
  const committed = new Map([
    [0, { offset: 1, metadata: '' }],
    [1, { offset: 6, metadata: '' }],
  ]);

  const expired = assigned.check(topicOf([3, 9], [3, 9], [3, 9]), committed);

  expect(expired).toBeUndefined();
  expect([...assigned.positions().values()]).toEqual([5, 6, 3]);
  expect(assigned.unchecked()).toEqual([]);
});

test('a position that retention has overtaken moves to the log start, and is told', () => {
  const assigned = createAssignedPartitions();
  assigned.applyJoin(joined([0]));
  assigned.moveTo(0, 2);

  const expired = assigned.check(topicOf([6, 9]), nothing);

  expect(expired).toEqual({ type: 'expired', partition: 0, from: 2, to: 6 });
  expect(assigned.position(0)).toBe(6);
  expect(assigned.check(topicOf([6, 9]), nothing)).toBeUndefined();
});

test('a position at the log end is sound, one beyond it is not', () => {
  const assigned = createAssignedPartitions();
  assigned.applyJoin(joined([0]));

  assigned.moveTo(0, 9);
  assigned.check(topicOf([0, 9]), nothing);
  assigned.uncheck(0);
  assigned.moveTo(0, 10);

  expect(() => assigned.check(topicOf([0, 9]), nothing)).toThrow(
    expect.objectContaining({ code: 'OFFSET_OUT_OF_RANGE' }),
  );
});

test('a position is fresh from its check until something was read', () => {
  const assigned = createAssignedPartitions();
  assigned.applyJoin(joined([0]));
  assigned.check(topicOf([0, 9]), nothing);

  const before = assigned.isFresh(0);
  assigned.moveTo(0, 4);

  expect([before, assigned.isFresh(0)]).toEqual([true, false]);
});
