/** Orders text by Unicode code point, which UTF-16 code units do not beyond U+FFFF. */
export function compareCodePoints(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length);
  for (let position = 0; position < shorter; position += 1) {
    const leftPoint = left.codePointAt(position) ?? 0;
    const rightPoint = right.codePointAt(position) ?? 0;
    if (leftPoint !== rightPoint) return leftPoint - rightPoint;
  }
  return left.length - right.length;
}

/**
 * The first `limit` of many in the order of `compare`, without sorting the many.
 *
 * @param compare - negative when the left one comes first
 */
export function firstOf<Item>(
  items: Iterable<Item>,
  limit: number,
  compare: (left: Item, right: Item) => number,
): readonly Item[] {
  const first: Item[] = [];
  for (const item of items) {
    const last = first.at(-1);
    if (first.length >= limit && (last === undefined || compare(item, last) >= 0)) continue;
    const position = first.findIndex((other) => compare(item, other) < 0);
    first.splice(position === -1 ? first.length : position, 0, item);
    if (first.length > limit) first.pop();
  }
  return first;
}
