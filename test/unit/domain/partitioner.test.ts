import fc from 'fast-check';
import { expect, test } from 'vitest';
import { murmur2, partitionOfKey } from '../../../src/domain/partitioner.ts';

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

// The vectors of Kafka's own UtilsTest, and "abc" for a length of 4n + 3.
test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])('murmur2 of "%s" is what the Java client computes', (text, expected) => {
  expect(murmur2(utf8(text))).toBe(expected);
});

test('a negative hash loses its sign bit before the remainder, as in the Java client', () => {
  const partition = partitionOfKey(utf8('21'), 7);

  expect(partition).toBe((-973932308 & 0x7fffffff) % 7);
});

test('bytes after the given length do not count', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (key, rest) => {
      const scratch = Uint8Array.of(...key, ...rest);

      expect(murmur2(scratch, key.length)).toBe(murmur2(key));
    }),
  );
});

test('every key has a partition of the topic', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.integer({ min: 1, max: 1000 }), (key, partitions) => {
      const partition = partitionOfKey(key, partitions);

      expect(partition).toBeGreaterThanOrEqual(0);
      expect(partition).toBeLessThan(partitions);
    }),
  );
});
