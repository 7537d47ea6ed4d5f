import { formatCount } from '../../domain/format.ts';
import type { BooksVerdict } from '../../state/selectors/books.ts';
import { type Row, row, type Span, span } from '../text/row.ts';

/** Whether the books balance, in ever fewer words, the verdict first. */
export function booksRows(verdict: BooksVerdict): readonly Row[] {
  switch (verdict.kind) {
    case 'unknown':
      return forms(span('unknown', 'quiet'), ', the ledger is not read yet');
    case 'empty':
      return forms(span('empty', 'quiet'), ', no row read yet');
    case 'published': {
      const rows = `, ${formatCount(verdict.rows)} rows`;
      return forms(span('published', 'strong'), `${rows}, not counted here`, rows);
    }
    case 'balanced':
      return forms(span('balanced', 'strong'), `, all ${formatCount(verdict.rows)} rows`);
    case 'catching-up':
      return catchingUpRows(verdict);
    case 'paused':
      return forms(span('paused', 'watch'), `, ${formatCount(verdict.records)} to count`);
    case 'shared': {
      const share = `, ${verdict.partitions} of ${verdict.ofPartitions} partitions`;
      return forms(span('shared', 'strong'), `${share} are counted here`, share);
    }
    case 'gap':
      return [row(span(gapText(verdict.gap), 'alarm')), row(span('GAP', 'alarm'))];
    default:
      return verdict satisfies never;
  }
}

export function gapText(gap: string): string {
  return `GAP: ${gap}`;
}

/** Exports are saved now and then: what waits for that is counted already. */
function catchingUpRows({ step, records }: Extract<BooksVerdict, { kind: 'catching-up' }>) {
  const count = formatCount(records);
  if (step === 'export') return forms(span('all counted', 'strong'), `, ${count} to export`);
  return forms(span('catching up', 'strong'), records === 0 ? '' : `, ${count} to count`);
}

function forms(verdict: Span, ...details: readonly string[]): readonly Row[] {
  return [...details.map((detail) => row(verdict, detail)), row(verdict)];
}
