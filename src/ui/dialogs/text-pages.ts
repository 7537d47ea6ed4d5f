import type { Row } from '../text/row.ts';
import type { PageExtent } from '../view/scrolling.ts';
import type { DialogText } from './dialog-text.ts';

type Text = Pick<DialogText, 'rows' | 'keptWithNext'>;

/** Where a page of a text begins, and its rows: what belongs together is not torn, if it fits. */
export function dialogPage(
  text: Text,
  scroll: number,
  visible: number,
): { readonly first: number; readonly shown: readonly Row[] } {
  const first = Math.min(scroll, lastPage(text, visible));
  return { first, shown: pageFrom(text, first, visible) };
}

/** The page that begins at a row, and its neighbours. */
export function pageExtent(text: Text, scroll: number, visible: number): PageExtent {
  const { first, shown } = dialogPage(text, scroll, visible);
  return {
    shown: shown.length,
    above: rowsAbove(text, first, visible),
    last: lastPage(text, visible),
  };
}

function pageFrom({ rows, keptWithNext }: Text, first: number, visible: number): readonly Row[] {
  const shown = rows.slice(first, first + visible);
  const end = shown.findLastIndex((row) => keptWithNext?.has(row) !== true) + 1;
  return end === 0 ? shown : shown.slice(0, end);
}

/** Rows of the page that ends where another one begins. */
function rowsAbove(text: Text, from: number, visible: number): number {
  const fitting = range(1, Math.min(from, visible))
    .toReversed()
    .filter((rows) => pageFrom(text, from - rows, visible).length >= rows);
  return fitting.find((rows) => isWhole(text, from - rows)) ?? fitting[0] ?? 0;
}

/** The first row from which on all of the rest fits, torn only where it belongs to more than fits. */
function lastPage(text: Text, visible: number): number {
  const end = text.rows.length;
  const full = Math.max(0, end - visible);
  return range(full, end - 1).find((first) => isWhole(text, first)) ?? full;
}

/** Whether nothing that belongs together is torn where a page begins at the row. */
function isWhole({ rows, keptWithNext }: Text, first: number): boolean {
  const before = rows[first - 1];
  return before === undefined || keptWithNext?.has(before) !== true;
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
