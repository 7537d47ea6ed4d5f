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
  /** For each bin 1 when its count changed since the last save. */
  readonly #isChanged: Uint8Array;
  #usedBins = 0;

  constructor(bins: HistogramBins) {
    this.bins = bins;
    this.#counts = new Float64Array(bins.count);
    this.#isChanged = new Uint8Array(bins.count);
  }

  /** @param value - within the range that the bins cover */
  add(value: number): void {
    this.#sum.add(value);
    this.#squares.addSquare(value);
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    this.#addToBin(binOf(this.bins, value), 1);
  }

  merge(other: FeatureAccumulator): void {
    this.#sum.merge(other.#sum);
    this.#squares.merge(other.#squares);
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    for (let bin = 0; bin < this.bins.count; bin += 1) {
      const count = other.#counts[bin] ?? 0;
      if (count > 0) this.#addToBin(bin, count);
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
    return this.#usedBins;
  }

  /** For JSON; only after the first value, since JSON knows no infinity. */
  delta(): FeatureDelta {
    const cells = [...this.#sum.parts(), ...this.#squares.parts(), this.#min, this.#max];
    for (
      let bin = this.#isChanged.indexOf(1);
      bin !== -1;
      bin = this.#isChanged.indexOf(1, bin + 1)
    ) {
      cells.push(bin, this.#counts[bin] ?? 0);
    }
    return cells;
  }

  markSaved(): void {
    this.#isChanged.fill(0);
  }

  applyDelta(delta: FeatureDelta): void {
    const [sumHigh, sumLow, squaresHigh, squaresLow, min, max] = delta;
    this.#sum = new CompensatedSum(sumHigh, sumLow);
    this.#squares = new CompensatedSum(squaresHigh, squaresLow);
    this.#min = min ?? this.#min;
    this.#max = max ?? this.#max;
    for (let cell = FIXED_CELLS; cell < delta.length; cell += 2) {
      const bin = delta[cell] ?? 0;
      this.#addToBin(bin, (delta[cell + 1] ?? 0) - (this.#counts[bin] ?? 0));
    }
  }

  #addToBin(bin: number, added: number): void {
    const count = this.#counts[bin] ?? 0;
    if (count === 0) this.#usedBins += 1;
    this.#counts[bin] = count + added;
    this.#isChanged[bin] = 1;
  }
}
