import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignPartitions } from '../../../../../src/services/broker/embedded/partition-assignment.ts';

const members = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 });
const partitions = fc.nat({ max: 12 }).map((count) => Array.from({ length: count }, (_, at) => at));
/** Who had what before, members that are gone and partitions without owner included. */
const previous = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'gone', undefined), { maxLength: 12 })
  .map((owners) => new Map(owners.flatMap((owner, at) => (owner ? [[at, owner] as const] : []))));

function countsOf(assigned: ReadonlyMap<number, string>, names: readonly string[]): number[] {
  const owners = [...assigned.values()];
  return names.map((name) => owners.filter((owner) => owner === name).length);
}

test('every partition goes to a member, and the numbers differ by one at most', () => {
  fc.assert(
    fc.property(partitions, members, previous, (all, names, before) => {
      const assigned = assignPartitions(all, names, before);

      const counts = countsOf(assigned, names);
      expect([...assigned.keys()].toSorted((left, right) => left - right)).toEqual(all);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all.length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }),
  );
});

test('nothing moves while the members stay', () => {
  fc.assert(
    fc.property(partitions, members, previous, (all, names, before) => {
      const assigned = assignPartitions(all, names, before);

      expect(assignPartitions(all, names, assigned)).toEqual(assigned);
    }),
  );
});

test('a member that joins takes only what makes the spread even', () => {
  const before = new Map([0, 1, 2, 3, 4, 5].map((at) => [at, at < 3 ? 'a' : 'b']));

  const assigned = assignPartitions([0, 1, 2, 3, 4, 5], ['a', 'b', 'c'], before);

  const moved = [...assigned].filter(([at, owner]) => before.get(at) !== owner);
  expect(moved.map(([, owner]) => owner)).toEqual(['c', 'c']);
});

test('partitions of a member that left are shared by the others, who keep theirs', () => {
  const before = new Map([
    [0, 'a'],
    [1, 'b'],
    [2, 'c'],
    [3, 'b'],
  ]);

  const assigned = assignPartitions([0, 1, 2, 3], ['a', 'c'], before);

  expect([assigned.get(0), assigned.get(2)]).toEqual(['a', 'c']);
  expect([assigned.get(1), assigned.get(3)].toSorted()).toEqual(['a', 'c']);
});
