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
  /** Numbers that change in fields of an object are allocated anew each time; here they are not. */
  readonly #parts: Float64Array;

  /** Starts at `high + low`, as `parts` gave them. */
  constructor(high = 0, low = 0) {
    this.#parts = Float64Array.of(high, low);
  }

  add(value: number): void {
    this.#add(value, 0);
  }

  /** Adds `value * value` without rounding the square first. */
  addSquare(value: number): void {
    const square = value * value;
    this.#add(square, productError(value, value, square));
  }

  merge(other: CompensatedSum): void {
    const [high = 0, low = 0] = other.#parts;
    this.#add(high, low);
  }

  /** The sum as two numbers: the nearest double, and what is missing from it. */
  parts(): readonly [high: number, low: number] {
    const [high = 0, low = 0] = this.#parts;
    const sum = high + low;
    return [sum, low - (sum - high)];
  }

  value(): number {
    const [high = 0, low = 0] = this.#parts;
    return high + low;
  }

  /** Adds `value`, and `rest`, which is far smaller, to what is carried. */
  #add(value: number, rest: number): void {
    const parts = this.#parts;
    const high = parts[0] ?? 0;
    const next = high + value;
    const added = next - high;
    const lost = high - (next - added) + (value - added);
    parts[0] = next;
    parts[1] = (parts[1] ?? 0) + lost + rest;
  }
}
