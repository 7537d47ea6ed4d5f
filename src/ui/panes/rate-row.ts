import { sparkline } from '../text/graphs.ts';
import { rateText } from '../text/rate-text.ts';
import { type Row, row, rowWidth, span, spreadRow } from '../text/row.ts';
import type { PaneArea } from './pane-area.ts';
import type { PaneStatus } from './pane-status.ts';

const SPARKLINE_CELLS = 120;
const LEAST_SPARKLINE_CELLS = 4;
/** Cells that rates keep, so that what follows stands still. */
const RATE_CELLS = 9;

/**
 * The status in a word on the left; on the right how fast it goes, and how fast it went.
 *
 * @param perSecond - `null` where nobody is there to tell
 */
export function rateRow(
  { word, tone, isBusy }: PaneStatus,
  perSecond: number | null,
  history: readonly number[],
  { width, glyphs }: PaneArea,
): Row {
  // The spinner goes into the first cell.
  const left = row(isBusy ? '  ' : null, span(word, tone));
  const hasMoved = history.some((rate) => rate !== 0);
  if (!hasMoved && (perSecond ?? 0) === 0) return left;
  const rate = row(perSecond === null ? null : rateText(perSecond).padStart(RATE_CELLS));
  const free = width - rowWidth(left) - rowWidth(rate) - 2;
  const cells = Math.min(SPARKLINE_CELLS, free);
  const line = cells < LEAST_SPARKLINE_CELLS ? '' : ` ${sparkline(history, cells, glyphs)}`;
  return spreadRow(left, [...rate, span(line, 'accent')], width);
}
