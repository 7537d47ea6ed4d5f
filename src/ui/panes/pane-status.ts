import type { Failure } from '../../state/events.ts';
import { wrapCells } from '../text/cells.ts';
import { clockText } from '../text/clock-text.ts';
import { type Row, row, span } from '../text/row.ts';
import { ageText, spanText } from '../text/time-text.ts';
import type { Tone } from '../theme.ts';
import { type PaneArea, shownIn } from './pane-area.ts';

/** How something is, in a word, and what else is to be said about it. */
export type PaneStatus = {
  readonly word: string;
  readonly tone: Tone;
  readonly detail: string | null;
  /** Whether a spinner shows that it has begun and nothing can be counted yet. */
  readonly isBusy?: boolean;
};

/** `since 12:03:04, 2 m` */
export function sinceText(since: number, now: number): string {
  return `since ${clockText(since)}, ${ageText(now - since)}`;
}

export function retryingStatus(
  { failure, retryAt }: { readonly failure: Failure; readonly retryAt: number },
  now: number,
): PaneStatus {
  const wait = retryAt > now ? `in ${spanText(retryAt - now)}` : 'now';
  return { word: `retrying ${wait}`, tone: 'watch', detail: failure.message };
}

export function failedStatus({ message, hint }: Failure): PaneStatus {
  return { word: 'FAILED', tone: 'alarm', detail: hint === null ? message : `${message}. ${hint}` };
}

/** The detail over as many rows as may be; the last one is cut by the pane. */
export function detailRows(
  { detail, tone }: PaneStatus,
  area: PaneArea,
  rows: number,
): readonly Row[] {
  if (detail === null) return [];
  const lines = wrapCells(shownIn(area, detail), Math.max(1, area.width));
  const kept = lines.slice(0, Math.max(1, rows));
  const rest = lines.slice(kept.length).join(' ');
  return kept.map((line, index) => {
    const isCut = index === kept.length - 1 && rest !== '';
    return row(span(isCut ? `${line} ${rest}` : line, tone === 'alarm' ? 'alarm' : 'plain'));
  });
}
