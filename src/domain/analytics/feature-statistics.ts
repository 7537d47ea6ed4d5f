import { type CompensatedSum, productError } from './compensated-sum.ts';
import type { FeatureAccumulator } from './feature-accumulator.ts';
import type { HistogramBins } from './histogram-bins.ts';

const QUANTILES = { p05: 0.05, p25: 0.25, p50: 0.5, p75: 0.75, p95: 0.95 } as const;

/** Quantiles read off a histogram: right to within one bin's width. */
type EstimatedQuantiles = Readonly<Record<keyof typeof QUANTILES, number | null>>;

type Histogram = HistogramBins & {
  /** Values per bin. */
  readonly counts: readonly number[];
};

/** What is known of one audio feature; every figure but `count` is `null` without a value. */
export type FeatureStatistics = {
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** Of the population, that is, divided by `count`. */
  readonly standardDeviation: number | null;
  readonly estimatedQuantiles: EstimatedQuantiles;
  readonly histogram: Histogram;
};

/** Statistics of `count` values. */
export function featureStatistics(feature: FeatureAccumulator, count: number): FeatureStatistics {
  const hasValues = count > 0;
  const histogram: Histogram = { ...feature.bins, counts: feature.histogram() };
  return {
    count,
    min: hasValues ? feature.min : null,
    max: hasValues ? feature.max : null,
    mean: hasValues ? feature.sum.value() / count : null,
    standardDeviation: hasValues ? standardDeviation(feature, count) : null,
    estimatedQuantiles: estimatedQuantiles(histogram, feature, count),
    histogram,
  };
}

function standardDeviation(feature: FeatureAccumulator, count: number): number {
  if (feature.min === feature.max) return 0;
  return Math.sqrt(populationVariance(count, feature.sum, feature.squares));
}

/** `squares / count - (sum / count) ** 2` with twice the digits, since the two are often close. */
function populationVariance(count: number, sum: CompensatedSum, squares: CompensatedSum): number {
  const [sumHigh, sumLow] = sum.parts();
  const [squaresHigh, squaresLow] = squares.parts();
  const product = sumHigh * sumHigh;
  const productRest = productError(sumHigh, sumHigh, product) + 2 * sumHigh * sumLow;
  const quotient = product / count;
  const multiple = quotient * count;
  const remainder = product - multiple - productError(quotient, count, multiple);
  const quotientRest = (remainder + productRest) / count;
  return Math.max(0, (squaresHigh - quotient + (squaresLow - quotientRest)) / count);
}

function estimatedQuantiles(
  histogram: Histogram,
  limits: { readonly min: number; readonly max: number },
  count: number,
): EstimatedQuantiles {
  const at = (share: number) => (count > 0 ? quantile(histogram, limits, share * count) : null);
  return {
    p05: at(QUANTILES.p05),
    p25: at(QUANTILES.p25),
    p50: at(QUANTILES.p50),
    p75: at(QUANTILES.p75),
    p95: at(QUANTILES.p95),
  };
}

/** The value below which `rank` values lie, as if the values of a bin were spread over it evenly. */
function quantile(
  { from, width, counts }: Histogram,
  { min, max }: { readonly min: number; readonly max: number },
  rank: number,
): number {
  let below = 0;
  for (let bin = 0; bin < counts.length; bin += 1) {
    const inBin = counts[bin] ?? 0;
    if (inBin > 0 && below + inBin >= rank) {
      const start = Math.max(min, from + bin * width);
      const end = Math.min(max, from + (bin + 1) * width);
      return Math.min(max, start + ((rank - below) / inBin) * (end - start));
    }
    below += inBin;
  }
  return max;
}
