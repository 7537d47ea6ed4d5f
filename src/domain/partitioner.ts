const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;

/**
 * 32-bit murmur2 as Kafka's clients compute it, so that equal keys meet in one partition whichever
 * client sent them.
 *
 * @param length - how many leading bytes count; the rest of `bytes` may be anything.
 * @returns a signed 32-bit integer.
 * @see https://github.com/apache/kafka/blob/trunk/clients/src/main/java/org/apache/kafka/common/utils/Utils.java (`murmur2`)
 */
export function murmur2(bytes: Uint8Array, length = bytes.length): number {
  const tail = length & ~3;
  let hash = SEED ^ length;
  for (let index = 0; index < tail; index += 4) {
    let word = Math.imul(wordAt(bytes, index), MULTIPLIER);
    word = Math.imul(word ^ (word >>> 24), MULTIPLIER);
    hash = Math.imul(hash, MULTIPLIER) ^ word;
  }
  if (tail !== length) hash = Math.imul(hash ^ tailAt(bytes, tail, length), MULTIPLIER);
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER);
  return hash ^ (hash >>> 15);
}

/**
 * Partition of a record with this key: Kafka's default for keyed records.
 *
 * @param key - the key's UTF-8 bytes.
 * @param partitions - how many partitions the topic has, at least 1.
 * @param length - how many leading bytes of `key` count.
 * @returns 0 to `partitions` - 1.
 */
export function partitionOfKey(key: Uint8Array, partitions: number, length = key.length): number {
  return (murmur2(key, length) & 0x7fffffff) % partitions;
}

function wordAt(bytes: Uint8Array, index: number): number {
  return (
    (bytes[index] ?? 0) |
    ((bytes[index + 1] ?? 0) << 8) |
    ((bytes[index + 2] ?? 0) << 16) |
    ((bytes[index + 3] ?? 0) << 24)
  );
}

/** The one to three bytes after the last whole word, as a little-endian number. */
function tailAt(bytes: Uint8Array, from: number, to: number): number {
  let tail = 0;
  for (let index = to - 1; index >= from; index -= 1) tail = (tail << 8) | (bytes[index] ?? 0);
  return tail;
}
