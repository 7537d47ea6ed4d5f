import { formatCount } from './format.ts';
import type { IngestTotals } from './ledger.ts';

/** Everything that must add up, from the rows of the file to the exported files. */
export type BookEntries = {
  readonly ingest: IngestTotals;
  /** Records sent whose commit is still outstanding. */
  readonly inFlight: number;
  /** Records of this data set that the analytics counted. */
  readonly consumed: number;
  /** Records of this data set that retention removed before they were counted. */
  readonly expired: number;
  /** Records of this data set that the newest exports cover. */
  readonly exported: number;
  /** Records in the topic that are not of this data set, or cannot be read; counted apart. */
  readonly foreign: number;
};

export type Verdict =
  | { readonly isBalanced: true; readonly gap: null }
  /** `gap` names the first difference on the way from the file to the exports. */
  | { readonly isBalanced: false; readonly gap: string };

/** Whether every row is accounted for: closed books, or the gap by name. */
export function balance(books: BookEntries): Verdict {
  const { rowsRead, acknowledged, rejected, failed } = books.ingest;
  return (
    difference(
      'rows read',
      rowsRead,
      'acknowledged + in flight + rejected + failed',
      acknowledged + books.inFlight + rejected + failed,
    ) ??
    difference('acknowledged', acknowledged, 'consumed', books.consumed, books.expired) ??
    difference('consumed', books.consumed, 'exported', books.exported) ?? {
      isBalanced: true,
      gap: null,
    }
  );
}

function difference(
  leftName: string,
  left: number,
  rightName: string,
  right: number,
  expired = 0,
): Verdict | undefined {
  if (left === right) return undefined;
  const missing = left - right;
  const size = formatCount(Math.abs(missing));
  const direction = missing > 0 ? `${size} outstanding` : `${size} too many`;
  const why = expired > 0 ? `; retention removed ${formatCount(expired)} unread` : '';
  const gap = `${leftName} ${formatCount(left)}, ${rightName} ${formatCount(right)}: ${direction}${why}`;
  return { isBalanced: false, gap };
}
