import { formatCount } from '../../domain/format.ts';
import type { BooksVerdict } from '../../state/selectors/books.ts';
import { clockText } from '../text/clock-text.ts';
import { type Row, row, type Span, span } from '../text/row.ts';

/**
 * Whether the books balance, in ever fewer words, the verdict first.
 *
 * @param exportsAt - when the exports are saved next; `null` where that is not known
 */
export function booksRows(verdict: BooksVerdict, exportsAt: number | null): readonly Row[] {
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
      return verdict.step === 'export' ? toExportRows(verdict, exportsAt) : toCountRows(verdict);
    case 'waiting':
      return waitingRows(verdict.records);
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

function waitingRows(records: number): readonly Row[] {
  const verdict = span('waiting for the broker', 'watch');
  return [...forms(verdict, toCountText(records)), row(span('waiting', 'watch'))];
}

type CatchingUp = Extract<BooksVerdict, { kind: 'catching-up' }>;

function toCountRows({ records }: CatchingUp): readonly Row[] {
  return forms(span('catching up', 'strong'), toCountText(records));
}

function toCountText(records: number): string {
  return records === 0 ? '' : `, ${formatCount(records)} to count`;
}

/** Exports are saved now and then: what waits for that is counted already, and nobody need do anything. */
function toExportRows({ records }: CatchingUp, exportsAt: number | null): readonly Row[] {
  const count = `, ${formatCount(records)} to export`;
  const verdict = span('all counted', 'strong');
  if (exportsAt === null) return forms(verdict, count);
  const at = clockText(exportsAt);
  return forms(verdict, `${count} at ${at}`, `, next export at ${at}`);
}

function forms(verdict: Span, ...details: readonly string[]): readonly Row[] {
  return [...details.map((detail) => row(verdict, detail)), row(verdict)];
}
