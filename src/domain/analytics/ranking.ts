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
    first.splice(placeIn(first, item, compare), 0, item);
    if (first.length > limit) first.pop();
  }
  return first;
}

/** Where the item would stand: behind all that come before it, or are its equals. */
export function placeIn<Item>(
  sorted: readonly Item[],
  item: Item,
  compare: (left: Item, right: Item) => number,
): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (compare(item, sorted[middle] as Item) < 0) to = middle;
    else from = middle + 1;
  }
  return from;
}
