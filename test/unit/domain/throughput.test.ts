import { expect, test } from 'vitest';
import { Throughput } from '../../../src/domain/throughput.ts';

test('the rate is zero until there are two samples', () => {
  const throughput = new Throughput(5_000);

  throughput.record(100, 1_000);

  expect(throughput.perSecond).toBe(0);
});

test('the rate is that of the window, older samples do not count', () => {
  const throughput = new Throughput(2_000);

  throughput.record(0, 0);
  throughput.record(1_000, 1_000);
  throughput.record(1_100, 2_000);
  throughput.record(1_200, 3_000);

  expect(throughput.perSecond).toBe(100);
});

test('two samples of one instant give no infinite rate', () => {
  const throughput = new Throughput(1_000);

  throughput.record(0, 5);
  throughput.record(10, 5);

  expect(throughput.perSecond).toBe(0);
});

test('a window must be positive', () => {
  expect(() => new Throughput(0)).toThrow(RangeError);
});

test('a total that falls starts anew: no rate is negative', () => {
  const throughput = new Throughput(5_000);
  throughput.record(23_000, 0);
  throughput.record(46_000, 1_000);

  throughput.record(0, 2_000);
  throughput.record(500, 3_000);

  expect(throughput.perSecond).toBe(500);
});
