import { expect, test } from 'vitest';
import { ageText, spanText } from '../../../../src/ui/text/time-text.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('an age steps by the second below a minute and by the minute above', () => {
  expect(
    [999, 59_999, MINUTE, 2 * MINUTE - 1, 2 * HOUR + 7 * MINUTE, 76 * HOUR].map(ageText),
  ).toEqual(['0 s', '59 s', '1 m', '1 m', '2 h 07 m', '3 d 04 h']);
});

test('a countdown keeps its seconds up to the hour', () => {
  expect([34_400, 3 * MINUTE + 5_000, HOUR].map(spanText)).toEqual([
    '34 s',
    '3 m 05 s',
    '1 h 00 m',
  ]);
});

test('a clock that is ahead makes no negative time', () => {
  expect([ageText(-5_000), spanText(-5_000)]).toEqual(['0 s', '0 s']);
});
