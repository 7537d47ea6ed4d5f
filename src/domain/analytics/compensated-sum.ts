const SPLITTER = 2 ** 27 + 1;

/**
 * What rounding took from `left * right`, exactly, unless that product over- or underflows.
 *
 * @param product - `left * right` as computed
 * @see T. J. Dekker, "A floating-point technique for extending the available precision" (1971)
 */
export function productError(left: number, right: number, product: number): number {
  const leftScaled = SPLITTER * left;
  const leftHigh = leftScaled - (leftScaled - left);
  const leftLow = left - leftHigh;
  const rightScaled = SPLITTER * right;
  const rightHigh = rightScaled - (rightScaled - right);
  const rightLow = right - rightHigh;
  return (
    leftLow * rightLow -
    (product - leftHigh * rightHigh - leftLow * rightHigh - leftHigh * rightLow)
  );
}

/**
 * A sum that carries what rounding took from it, so that any order of adding and any split into
 * partial sums gives the same value to about 30 digits.
 *
 * @see D. E. Knuth, "The Art of Computer Programming" vol. 2, 4.2.2, theorem B (the two-sum)
 */
export class CompensatedSum {
  #high: number;
  #low: number;

  /** Starts at `high + low`, as `parts` gave them. */
  constructor(high = 0, low = 0) {
    this.#high = high;
    this.#low = low;
  }

  add(value: number): void {
    const next = this.#high + value;
    const added = next - this.#high;
    this.#low += this.#high - (next - added) + (value - added);
    this.#high = next;
  }

  /** Adds `value * value` without rounding the square first. */
  addSquare(value: number): void {
    const square = value * value;
    this.add(square);
    this.#low += productError(value, value, square);
  }

  merge(other: CompensatedSum): void {
    this.add(other.#high);
    this.#low += other.#low;
  }

  /** The sum as two numbers: the nearest double, and what is missing from it. */
  parts(): readonly [high: number, low: number] {
    const high = this.#high + this.#low;
    return [high, this.#low - (high - this.#high)];
  }

  value(): number {
    return this.#high + this.#low;
  }
}
