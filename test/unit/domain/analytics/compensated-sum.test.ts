import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CompensatedSum } from '../../../../src/domain/analytics/compensated-sum.ts';

const FRACTION_BITS = 1074n;

/** Exactly, in units of the smallest double. */
function exact(value: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(value).buffer)[0] ?? 0n;
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n);
  return value < 0 ? -magnitude : magnitude;
}

const values = fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), { maxLength: 60 });

describe('compensated sum', () => {
  test('keeps what a plain sum loses', () => {
    const sum = new CompensatedSum();

    for (const value of [1e16, 1, -1e16, 0.25]) sum.add(value);

    expect(sum.value()).toBe(1.25);
  });

  test('keeps what a partial sum carries when it is merged', () => {
    const sum = new CompensatedSum();
    const other = new CompensatedSum();
    for (const value of [1e16, 1]) other.add(value);

    sum.merge(other);
    sum.add(-1e16);

    expect(sum.value()).toBe(1);
  });

  test('is within 1e-12 of the exact sum, whatever the split', () => {
    fc.assert(
      fc.property(values, values, (left, right) => {
        const sum = new CompensatedSum();
        const other = new CompensatedSum();
        for (const value of left) sum.add(value);
        for (const value of right) other.add(value);
        sum.merge(other);

        const expected = [...left, ...right].reduce((total, value) => total + exact(value), 0n);
        const error = exact(sum.value()) - expected;
        const bound = exact(1e-12);
        expect(error <= bound && error >= -bound).toBe(true);
      }),
    );
  });

  test('adds squares without rounding them first', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1000, noNaN: true }), (value) => {
        const sum = new CompensatedSum();

        sum.addSquare(value);

        const [high, low] = sum.parts();
        const square = (exact(value) * exact(value)) >> FRACTION_BITS;
        const error = exact(high) + exact(low) - square;
        expect(error >= -1n && error <= 1n).toBe(true);
      }),
    );
  });

  test('its parts give the same sum again', () => {
    const sum = new CompensatedSum();
    for (const value of [0.1, 0.2, 0.3, 1e9]) sum.add(value);

    const copy = new CompensatedSum(...sum.parts());
    copy.add(-1e9);
    sum.add(-1e9);

    expect(copy.parts()).toEqual(sum.parts());
  });
});
