import { expect, test } from 'vitest';
import { backoffDelay, doubledDelay } from '../../../src/domain/backoff.ts';

const backoff = { initialMs: 100, maxMs: 1_500 };

test('delays double from the first one up to the longest', () => {
  const delays = [1, 2, 3, 4, 5, 6].map((attempt) => doubledDelay(backoff, attempt));

  expect(delays).toEqual([100, 200, 400, 800, 1_500, 1_500]);
});

test('the longest delay holds however many attempts were made', () => {
  expect(doubledDelay(backoff, 5_000)).toBe(1_500);
});

test('chance takes up to a quarter off a delay and adds nothing', () => {
  expect(backoffDelay(backoff, 3, 0)).toBe(300);
  expect(backoffDelay(backoff, 3, 0.5)).toBe(350);
  expect(backoffDelay(backoff, 6, 0.999_999)).toBe(1_500);
});
