/** Rejected rows by reason. */
export type RejectReasons = Readonly<Record<string, number>>;

export function addCounts(left: RejectReasons, right: RejectReasons): RejectReasons {
  const sums = { ...left };
  for (const [name, count] of Object.entries(right)) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}
