import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeAnalytics } from '../../../../src/domain/analytics/analytics-totals.ts';
import type { UnionCounts } from '../../../../src/domain/analytics/key-union.ts';
import {
  type NameMatches,
  STEP_NAMES,
  searchNames,
} from '../../../../src/domain/analytics/name-search.ts';
import { PartitionAnalytics } from '../../../../src/domain/analytics/partition-analytics.ts';
import { compareCodePoints } from '../../../../src/domain/analytics/ranking.ts';
import { trackOf } from '../../../support/tracks.ts';

type Counted = readonly (readonly [name: string, count: number])[];

function unionOf(counted: Counted): UnionCounts {
  return {
    keys: counted.map(([name]) => name),
    counts: Float64Array.from(counted, ([, count]) => count),
    popularitySums: Float64Array.from(counted, ([, count]) => 10 * count),
  };
}

function finished(steps: Generator<undefined, NameMatches>): NameMatches {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** By sorting the whole table, and filtering it. */
function naive(counted: Counted, text: string, limit: number): NameMatches {
  const ranked = counted
    .toSorted(([name, count], [other, more]) => more - count || compareCodePoints(name, other))
    .map(([name, count], index) => ({ rank: index + 1, name, count, meanPopularity: 10 }));
  const found = ranked.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
  return { total: counted.length, matches: found.length, best: found.slice(0, limit) };
}

test('the matches have the ranks that they have among all names', () => {
  const counted: Counted = [
    ['ada', 1],
    ['Bo', 5],
    ['cy & BO', 2],
    ['dee', 2],
    ['boo', 1],
  ];

  expect(finished(searchNames(unionOf(counted), 'bo', 2))).toEqual({
    total: 5,
    matches: 3,
    best: [
      { rank: 1, name: 'Bo', count: 5, meanPopularity: 10 },
      { rank: 2, name: 'cy & BO', count: 2, meanPopularity: 10 },
    ],
  });
});

test('it is the same as to sort and filter the whole table', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'é', 'É', '\u{1F3B5}', '\uFF5E') });
  const table = fc.uniqueArray(fc.tuple(name, fc.integer({ min: 1, max: 4 })), {
    selector: ([key]) => key,
    maxLength: 60,
  });
  fc.assert(
    fc.property(
      table,
      fc.constantFrom('a', 'AB', 'é', '\u{1F3B5}'),
      fc.nat({ max: 9 }),
      (...of) => {
        const [counted, text, limit] = of;

        expect(finished(searchNames(unionOf(counted), text, limit))).toEqual(
          naive(counted, text, limit),
        );
      },
    ),
    { numRuns: 500 },
  );
});

test('it is the same over many steps', () => {
  const counted: Counted = Array.from({ length: 3 * STEP_NAMES + 7 }, (_, index) => [
    `name ${(index * 7919) % 5_003}`,
    1 + ((index * index) % 11),
  ]);

  const matches = finished(searchNames(unionOf(counted), '77', 20));

  expect(matches).toEqual(naive(counted, '77', 20));
  expect(matches.best.at(-1)?.rank).toBeGreaterThan(STEP_NAMES / 2);
});

test('no step looks at more than so many names', () => {
  const names = 5 * STEP_NAMES;
  let looks = 0;
  const keys = new Proxy<readonly string[]>([], {
    get(_, place) {
      looks += 1;
      return `name ${String(place)}`;
    },
  });
  const union = { ...unionOf([]), keys, counts: new Float64Array(names).fill(1) };
  const steps = searchNames(union, 'nobody', 200);

  const perStep: number[] = [];
  for (let step = steps.next(); !step.done; step = steps.next()) {
    perStep.push(looks);
    looks = 0;
  }

  expect(perStep).toEqual([1, 2, 3, 4, 5].map(() => STEP_NAMES));
});

test('all artists of the totals can be looked through, whole fields and single ones', () => {
  const parts = [0, 1].map(() => new PartitionAnalytics());
  ['Ada;Bo', 'Bo', 'Ada;Bo', 'Cy'].forEach((artists, index) => {
    parts[index % 2]?.add(trackOf({ track_id: `id-${index}`, artists }), 'tag');
  });
  const { artistCounts } = mergeAnalytics(parts);

  const found = (['field', 'name'] as const).map((kind) =>
    finished(searchNames(artistCounts[kind], 'b', 9)),
  );

  expect(
    found.map(({ total, best }) => [total, best.map(({ name, count }) => [name, count])]),
  ).toEqual([
    [
      3,
      [
        ['Ada;Bo', 2],
        ['Bo', 1],
      ],
    ],
    [3, [['Bo', 3]]],
  ]);
});

test('names that are counted later do not change a search that is under way', () => {
  const part = new PartitionAnalytics();
  part.add(trackOf({ track_id: 'id-1', artists: 'Bo' }), 'tag');
  const steps = searchNames(mergeAnalytics([part]).artistCounts.field, 'b', 9);

  steps.next();
  part.add(trackOf({ track_id: 'id-2', artists: 'Bob' }), 'tag');

  expect(finished(steps)).toMatchObject({ total: 1, matches: 1, best: [{ name: 'Bo', count: 1 }] });
});
