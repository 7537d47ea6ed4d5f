import type { Failure } from '../../state/events.ts';
import { cellWidth, wrapCells } from '../text/cells.ts';
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
  /** The detail for a pane that has no room for it. */
  readonly shortDetail?: string;
  /** The detail in ever fewer words: the first that one row holds leaves the others to figures. */
  readonly rowDetails?: readonly string[];
  /** How it was, once the engine is gone; without it the word is true still. */
  readonly past?: string;
  /** Whether a spinner shows that it has begun and nothing can be counted yet. */
  readonly isBusy?: boolean;
};

/** A status of an engine that is gone: nothing goes on, and no key does anything about it. */
export function pastStatus(status: PaneStatus): PaneStatus {
  const { past, word, tone, detail } = status;
  return past === undefined ? { word, tone, detail } : { word: past, tone: 'plain', detail: null };
}

/** `since 12:03:04, 2 m` */
export function sinceText(since: number, now: number): string {
  return `since ${clockText(since)}, ${ageText(now - since)}`;
}

export function retryingStatus(retryAt: number, now: number, detail: string): PaneStatus {
  const wait = retryAt > now ? `in ${spanText(retryAt - now)}` : 'now';
  return { word: `retrying ${wait}`, tone: 'watch', detail, past: 'was retrying' };
}

/** Nothing has failed yet, and nothing moves. */
export function waitingStatus(detail: string | null, past: string): PaneStatus {
  return { word: 'waiting for the broker', tone: 'watch', detail, past };
}

/** @param more - what waits, in ever fewer words */
export function pausedStatus(
  { since, more = [] }: { readonly since: number; readonly more?: readonly string[] },
  key: string,
  now: number,
): PaneStatus {
  const resumes = `${key} resumes it`;
  const times = sinceText(since, now);
  const age = ageText(now - since);
  const rowDetails = [...more.map((words) => `${times}; ${words}`), times, age].map(
    (words) => `${words}; ${resumes}`,
  );
  const [detail = resumes] = rowDetails;
  return {
    word: 'PAUSED',
    tone: 'watch',
    detail,
    shortDetail: resumes,
    rowDetails,
    past: 'was paused',
  };
}

export function failedStatus({ message, hint }: Failure): PaneStatus {
  return { word: 'FAILED', tone: 'alarm', detail: hint === null ? message : `${message}. ${hint}` };
}

/** From this height on there is room for a longer text beside the figures. */
const ROOMY_FROM = 12;

function detailRoom({ height, isZoomed }: PaneArea): number {
  if (isZoomed) return 6;
  return height >= ROOMY_FROM ? 4 : 2;
}

/** The detail over as many rows as there is room for; what is longer is cut by the pane. */
export function detailRows(
  { detail, shortDetail, rowDetails, tone }: PaneStatus,
  area: PaneArea,
): readonly Row[] {
  if (detail === null) return [];
  const oneRow = rowDetails?.find((text) => cellWidth(shownIn(area, text)) <= area.width);
  if (oneRow !== undefined) return [row(span(shownIn(area, oneRow)))];
  const room = detailRoom(area);
  const wrapped = (text: string) => wrapCells(shownIn(area, text), Math.max(1, area.width));
  const full = wrapped(detail);
  const lines = full.length > room && shortDetail !== undefined ? wrapped(shortDetail) : full;
  const kept = lines.slice(0, room);
  const rest = lines.slice(kept.length).join(' ');
  return kept.map((line, index) => {
    const isCut = index === kept.length - 1 && rest !== '';
    return row(span(isCut ? `${line} ${rest}` : line, tone === 'alarm' ? 'alarm' : 'plain'));
  });
}
