import { CompensatedSum } from './compensated-sum.ts';
import { binOf, type HistogramBins } from './histogram-bins.ts';

/** Sum and squares (high and low part each), min, max, then bin and count of each changed bin. */
export type FeatureDelta = readonly number[];

const FIXED_CELLS = 6;

/** How many bins a delta holds. */
export function changedBins(delta: FeatureDelta): number {
  return (delta.length - FIXED_CELLS) / 2;
}

/** Everything counted of one audio feature over some tracks; exact, order-free and mergeable. */
export class FeatureAccumulator {
  readonly bins: HistogramBins;
  #sum = new CompensatedSum();
  #squares = new CompensatedSum();
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  readonly #counts: Float64Array;
  /** The counts as of the last save; `null` before the first. */
  #savedCounts: Float64Array | null = null;

  constructor(bins: HistogramBins) {
    this.bins = bins;
    this.#counts = new Float64Array(bins.count);
  }

  /** @param value - within the range that the bins cover */
  add(value: number): void {
    this.#sum.add(value);
    this.#squares.addSquare(value);
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    const bin = binOf(this.bins, value);
    this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
  }

  merge(other: FeatureAccumulator): void {
    this.#sum.merge(other.#sum);
    this.#squares.merge(other.#squares);
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    const counts = this.#counts;
    const others = other.#counts;
    for (let bin = 0; bin < counts.length; bin += 1) {
      counts[bin] = (counts[bin] ?? 0) + (others[bin] ?? 0);
    }
  }

  get sum(): CompensatedSum {
    return this.#sum;
  }

  get squares(): CompensatedSum {
    return this.#squares;
  }

  /** `Infinity` before the first value. */
  get min(): number {
    return this.#min;
  }

  /** `-Infinity` before the first value. */
  get max(): number {
    return this.#max;
  }

  /** Values per bin. */
  histogram(): readonly number[] {
    return Array.from(this.#counts);
  }

  /** Bins that hold a value. */
  usedBins(): number {
    let used = 0;
    for (const count of this.#counts) if (count > 0) used += 1;
    return used;
  }

  /** For JSON; only after the first value, since JSON knows no infinity. */
  delta(): FeatureDelta {
    const cells = [...this.#sum.parts(), ...this.#squares.parts(), this.#min, this.#max];
    const counts = this.#counts;
    const saved = this.#savedCounts;
    for (let bin = 0; bin < counts.length; bin += 1) {
      const count = counts[bin] ?? 0;
      if (count !== (saved?.[bin] ?? 0)) cells.push(bin, count);
    }
    return cells;
  }

  markSaved(): void {
    this.#savedCounts = this.#counts.slice();
  }

  applyDelta(delta: FeatureDelta): void {
    const [sumHigh, sumLow, squaresHigh, squaresLow, min, max] = delta;
    this.#sum = new CompensatedSum(sumHigh, sumLow);
    this.#squares = new CompensatedSum(squaresHigh, squaresLow);
    this.#min = min ?? this.#min;
    this.#max = max ?? this.#max;
    for (let cell = FIXED_CELLS; cell < delta.length; cell += 2) {
      this.#counts[delta[cell] ?? 0] = delta[cell + 1] ?? 0;
    }
  }
}
