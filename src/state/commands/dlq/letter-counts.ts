import type { DeadLetter } from './dead-letters.ts';

export type LetterCount = { readonly rows: number; readonly redriven: number };

/** Dead letters counted: in all, and by what they say. */
export type LetterCounts = LetterCount & {
  /** Not published since. */
  readonly waiting: number;
  /** When the oldest and the newest were written, epoch milliseconds; `null` without letters. */
  readonly oldestAt: number | null;
  readonly newestAt: number | null;
  /** Most rows first. */
  readonly reasons: readonly (LetterCount & { readonly reason: string })[];
  /** Most rows first; an empty column stands for whole rows. */
  readonly columns: readonly (LetterCount & { readonly column: string })[];
  /** Most rows first. */
  readonly datasets: readonly (LetterCount & { readonly dataset: string })[];
};

export function countLetters(letters: readonly DeadLetter[]): LetterCounts {
  const all = countOf(letters);
  const times = letters.map(({ writtenAt }) => writtenAt).toSorted((one, other) => one - other);
  return {
    ...all,
    waiting: all.rows - all.redriven,
    oldestAt: times.at(0) ?? null,
    newestAt: times.at(-1) ?? null,
    reasons: countBy(letters, ({ reason }) => reason).map(([reason, count]) => ({
      reason,
      ...count,
    })),
    columns: countBy(letters, ({ column }) => column).map(([column, count]) => ({
      column,
      ...count,
    })),
    datasets: countBy(letters, ({ tag }) => tag).map(([dataset, count]) => ({ dataset, ...count })),
  };
}

function countBy(
  letters: readonly DeadLetter[],
  nameOf: (letter: DeadLetter) => string,
): readonly (readonly [name: string, count: LetterCount])[] {
  return [...Map.groupBy(letters, nameOf)]
    .map(([name, group]) => [name, countOf(group)] as const)
    .toSorted(([, one], [, other]) => other.rows - one.rows);
}

function countOf(letters: readonly DeadLetter[]): LetterCount {
  return {
    rows: letters.length,
    redriven: letters.filter(({ isRedriven }) => isRedriven).length,
  };
}
