const DIGITS = 30;
const ONE = 10n ** BigInt(DIGITS);

/** A decimal number, exponent allowed, as a whole number of 10^-30. */
export function scaledDecimal(text: string): bigint {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text);
  if (match === null) throw new RangeError(`No decimal number: ${text}`);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const shift = DIGITS - fraction.length + Number(exponent);
  const magnitude = BigInt(whole + fraction) * 10n ** BigInt(shift);
  return sign === '-' ? -magnitude : magnitude;
}

/** Exact sums of values and of their squares. */
export class ExactSums {
  #count = 0n;
  #sum = 0n;
  #squares = 0n;

  add(value: bigint): void {
    this.#count += 1n;
    this.#sum += value;
    this.#squares += value * value;
  }

  mean(): number {
    return toNumber(this.#sum / this.#count, ONE);
  }

  /** Of the population. */
  standardDeviation(): number {
    const numerator = this.#count * this.#squares - this.#sum * this.#sum;
    return Math.sqrt(toNumber(numerator / (this.#count * this.#count), ONE * ONE));
  }
}

/** A quotient of which both parts may be far beyond 2^53; right to 17 digits. */
function toNumber(numerator: bigint, denominator: bigint): number {
  return Number(`${(numerator * 10n ** 40n) / denominator}e-40`);
}
