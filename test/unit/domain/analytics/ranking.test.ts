import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareCodePoints, firstOf } from '../../../../src/domain/analytics/ranking.ts';

test('names beyond U+FFFF come after those before it, unlike by UTF-16 code unit', () => {
  const names = ['\u{1F3B5}', '\uFF5E', '\u{1F3B6}', 'b', 'a', 'ab', 'B'];

  const sorted = names.toSorted(compareCodePoints);
  const sortedFromBehind = names.toReversed().toSorted(compareCodePoints);

  expect(sortedFromBehind).toEqual(sorted);
  expect(sorted).toEqual(['B', 'a', 'ab', 'b', '\uFF5E', '\u{1F3B5}', '\u{1F3B6}']);
});

test('the first few are those of a full sort', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.nat({ max: 12 }), (numbers, limit) => {
      const ascending = (left: number, right: number) => left - right;

      const first = firstOf(numbers, limit, ascending);

      expect(first).toEqual(numbers.toSorted(ascending).slice(0, limit));
    }),
  );
});
