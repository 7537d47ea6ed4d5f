import { expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatRate,
  formatShare,
} from '../../../src/domain/format.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [114_000, '114,000'],
])('a count of %d reads %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test.each([
  [0, '0.0'],
  [9.94, '9.9'],
  [41_234.6, '41,235'],
])('a rate of %d reads %s', (rate, text) => {
  expect(formatRate(rate)).toBe(text);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 KB'],
  [20_118_244, '20.1 MB'],
  [999_949, '1.0 MB'],
  [100_400_000, '100 MB'],
  [2e15, '2000 TB'],
])('%d bytes read %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, '0 ms'],
  [999.4, '999 ms'],
  [999.5, '1.0 s'],
  [59_949, '59.9 s'],
  [59_950, '1 m 00 s'],
  [185_000, '3 m 05 s'],
  [3_599_499, '59 m 59 s'],
  [3_599_999, '1 h 00 m'],
  [7_620_000, '2 h 07 m'],
  [273_600_000, '3 d 04 h'],
])('%d milliseconds read %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test('a share of nothing is a dash, not 0 %', () => {
  expect(formatShare(1, 8)).toBe('12.5 %');
  expect(formatShare(0, 0)).toBe('–');
});
