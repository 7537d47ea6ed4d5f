/**
 * Spreads partitions evenly over members: their numbers differ by at most one. A partition stays
 * with its member unless that one would have too many.
 *
 * @param members - at least one, in the order of joining
 * @param previous - who had which partition before; members that are gone do not matter
 */
export function assignPartitions(
  partitions: readonly number[],
  members: readonly string[],
  previous: ReadonlyMap<number, string>,
): ReadonlyMap<number, string> {
  const kept = new Map<string, number[]>(members.map((member) => [member, []]));
  for (const partition of partitions) kept.get(previous.get(partition) ?? '')?.push(partition);
  // Those who have most keep the odd ones; the sort is stable, so earlier members come first.
  const ranked = [...kept].sort(([, left], [, right]) => right.length - left.length);
  const share = Math.floor(partitions.length / members.length);
  const odd = partitions.length % members.length;

  const result = new Map<number, string>();
  const open: string[] = [];
  for (const [rank, [member, own]] of ranked.entries()) {
    const limit = share + (rank < odd ? 1 : 0);
    for (const partition of own.slice(0, limit)) result.set(partition, member);
    for (let count = own.length; count < limit; count += 1) open.push(member);
  }
  for (const partition of partitions) {
    if (!result.has(partition)) result.set(partition, open.shift() as string);
  }
  return result;
}
