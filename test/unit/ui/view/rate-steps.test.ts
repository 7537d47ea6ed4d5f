import { expect, test } from 'vitest';
import { nextRateLimit } from '../../../../src/ui/view/rate-steps.ts';

test.each<[string, number | null, 'up' | 'down', number, number | null]>([
  ['the first step down is below the rate of now', null, 'down', 19_400, 10_000],
  ['at rest the first step down is the highest', null, 'down', 0, 50_000],
  ['a step down', 2_500, 'down', 2_490, 1_000],
  ['a limit between two steps goes to the lower one', 700, 'down', 700, 500],
  ['the lowest stays', 100, 'down', 100, 100],
  ['a step up', 2_500, 'up', 2_490, 5_000],
  ['above the highest there is no limit', 50_000, 'up', 40_000, null],
  ['no limit stays none', null, 'up', 40_000, null],
])('%s', (_, limit, direction, ratePerSecond, expected) => {
  expect(nextRateLimit(limit, direction, ratePerSecond)).toBe(expected);
});
