import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FeatureAccumulator } from '../../../../src/domain/analytics/feature-accumulator.ts';
import { featureStatistics } from '../../../../src/domain/analytics/feature-statistics.ts';
import { FEATURE_BINS } from '../../../../src/domain/analytics/histogram-bins.ts';

function statisticsOf(feature: keyof typeof FEATURE_BINS, values: readonly number[]) {
  const accumulator = new FeatureAccumulator(FEATURE_BINS[feature]);
  for (const value of values) accumulator.add(value);
  return featureStatistics(accumulator, values.length);
}

describe('statistics of a feature', () => {
  test('are those of the population', () => {
    const statistics = statisticsOf('tempo', [2, 4, 4, 4, 5, 5, 7, 9]);

    expect(statistics).toMatchObject({
      count: 8,
      min: 2,
      max: 9,
      mean: 5,
      standardDeviation: 2,
    });
  });

  test('are null without a value, and the count is zero', () => {
    const statistics = statisticsOf('energy', []);

    expect(statistics).toMatchObject({
      count: 0,
      min: null,
      max: null,
      mean: null,
      standardDeviation: null,
      estimatedQuantiles: { p05: null, p50: null, p95: null },
    });
  });

  test('have no deviation when all values are equal', () => {
    expect(statisticsOf('energy', [0.1, 0.1, 0.1]).standardDeviation).toBe(0);
  });

  test('have the deviation of values that hardly differ', () => {
    const [low, high] = [999.1, 999.1 + 2 ** -20];

    const { standardDeviation } = statisticsOf('tempo', [low, low, high]);

    expect(standardDeviation).toBeCloseTo(((high - low) * Math.SQRT2) / 3, 12);
  });

  test('put the ends of the range into the first and the last bin', () => {
    const { histogram } = statisticsOf('loudness', [-100, 20, 20]);

    expect([histogram.counts[0], histogram.counts.at(-1)]).toEqual([1, 2]);
  });

  test('estimate no quantile outside the values', () => {
    const { estimatedQuantiles } = statisticsOf('energy', [0.0012, 0.0012, 0.0013]);

    expect(estimatedQuantiles.p05).toBeGreaterThanOrEqual(0.0012);
    expect(estimatedQuantiles.p95).toBeLessThanOrEqual(0.0013);
  });

  test('estimate each quantile to within one bin', () => {
    const tempos = fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(tempos, (values) => {
        const { estimatedQuantiles, histogram } = statisticsOf('tempo', values);

        const sorted = values.toSorted((left, right) => left - right);
        for (const [name, share] of [
          ['p05', 0.05],
          ['p50', 0.5],
          ['p95', 0.95],
        ] as const) {
          const exact = sorted[Math.ceil(share * values.length) - 1] ?? Number.NaN;
          const error = Math.abs((estimatedQuantiles[name] ?? Number.NaN) - exact);
          expect(error).toBeLessThanOrEqual(histogram.width);
        }
      }),
    );
  });
});
