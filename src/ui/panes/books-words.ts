import { formatCount } from '../../domain/format.ts';
import type { BooksVerdict } from '../../state/selectors/books.ts';
import { type Row, row, span } from '../text/row.ts';

/** Whether the books balance, in words. */
export function booksRow(verdict: BooksVerdict): Row {
  switch (verdict.kind) {
    case 'empty':
      return row(span('empty', 'quiet'), ', no row read yet');
    case 'published':
      return row(
        span('published', 'strong'),
        `, ${formatCount(verdict.rows)} rows, not counted here`,
      );
    case 'balanced':
      return row(span('balanced', 'strong'), `, all ${formatCount(verdict.rows)} rows`);
    case 'catching-up':
      return row(`${catchingUpText(verdict)}, `, span('catching up', 'strong'));
    case 'paused':
      return row(`${formatCount(verdict.records)} to count, `, span('consumption paused', 'watch'));
    case 'shared':
      return row(
        span('shared', 'strong'),
        `, ${verdict.partitions} of ${verdict.ofPartitions} partitions are counted here`,
      );
    case 'gap':
      return row(span(gapText(verdict.gap), 'alarm'));
    default:
      return verdict satisfies never;
  }
}

export function gapText(gap: string): string {
  return `GAP: ${gap}`;
}

function catchingUpText({ step, records }: Extract<BooksVerdict, { kind: 'catching-up' }>): string {
  if (step === 'export') return `${formatCount(records)} to export`;
  return records === 0 ? 'figures to come' : `${formatCount(records)} to count`;
}
