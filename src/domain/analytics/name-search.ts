import { textMatcher } from '../text-matcher.ts';
import { keyOrder, type RankedName, rankedKey } from './analytics-totals.ts';
import type { UnionCounts } from './key-union.ts';
import { firstOf, placeIn } from './ranking.ts';

type FoundName = RankedName & {
  /** From 1, among all names. */
  readonly rank: number;
};

/** Names that hold a text, whatever the case. */
export type NameMatches = {
  /** Names looked through, those that do not hold it too. */
  readonly total: number;
  readonly matches: number;
  /** The first of them, most tracks first; ties by Unicode code point. */
  readonly best: readonly FoundName[];
};

/** Names looked at in one step: a fraction of a millisecond. */
export const STEP_NAMES = 1_000;

/**
 * Looks through all names, in steps: whoever runs them may do something else between any two. The
 * counts do not change meanwhile, so that the answer is of one moment.
 *
 * @param limit - most names in the answer
 */
export function* searchNames(
  counted: UnionCounts,
  text: string,
  limit: number,
): Generator<undefined, NameMatches> {
  const holds = textMatcher(text);
  const order = keyOrder(counted);
  const total = counted.counts.length;
  let matches = 0;
  let best: readonly number[] = [];
  for (let from = 0; from < total; from += STEP_NAMES) {
    const found = placesOf(from, total).filter((place) => holds(counted.keys[place] ?? ''));
    matches += found.length;
    if (found.length > 0) best = firstOf([...best, ...found], limit, order);
    yield;
  }
  const ranks = yield* ranksOf(best, total, order);
  return {
    total,
    matches,
    best: best.map((place, index) => ({ rank: ranks[index] ?? 0, ...rankedKey(counted, place) })),
  };
}

/** @param best - in order */
function* ranksOf(
  best: readonly number[],
  total: number,
  order: (left: number, right: number) => number,
): Generator<undefined, readonly number[]> {
  const last = best.at(-1);
  if (last === undefined) return [];
  /** How many names come right before each of the best, behind the one before it. */
  const between = best.map(() => 0);
  for (let from = 0; from < total; from += STEP_NAMES) {
    for (const place of placesOf(from, total)) {
      if (order(place, last) >= 0) continue;
      const next = placeIn(best, place, order);
      between[next] = (between[next] ?? 0) + 1;
    }
    yield;
  }
  let ahead = 0;
  return between.map((names) => {
    ahead += names;
    return ahead + 1;
  });
}

/** Places of one step. */
function placesOf(from: number, total: number): readonly number[] {
  return Array.from({ length: Math.min(STEP_NAMES, total - from) }, (_, index) => from + index);
}
