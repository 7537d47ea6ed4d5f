import type { Theme, Tone } from '../theme.ts';
import { cellWidth, startOf } from './cells.ts';

/** A piece of a line with one tone. Text from data is made showable before it gets here. */
export type Span = { readonly text: string; readonly tone: Tone };

/** One line of a pane, before it knows its width. */
export type Row = readonly Span[];

export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone };
}

/** A row of spans; bare texts are plain, `null` leaves out. */
export function row(...parts: readonly (Span | string | null)[]): Row {
  return parts.flatMap((part) => {
    if (part === null || part === '') return [];
    return [typeof part === 'string' ? span(part) : part];
  });
}

export const EMPTY_ROW: Row = [];

export function rowWidth(spans: Row): number {
  return spans.reduce((sum, { text }) => sum + cellWidth(text), 0);
}

/** The row in at most `width` cells, ending in one ellipsis where it had to be cut. */
export function cutRow(spans: Row, width: number, ellipsis: string): Row {
  if (rowWidth(spans) <= width) return spans;
  const cut: Span[] = [];
  let left = width;
  for (const { tone, text } of spans) {
    const needed = cellWidth(text);
    if (needed < left) {
      cut.push(span(text, tone));
      left -= needed;
      continue;
    }
    if (left > 0) cut.push(span(startOf(text, left - 1).trimEnd() + ellipsis, tone));
    break;
  }
  return cut;
}

/** The row in exactly `width` cells. */
export function fitRow(spans: Row, width: number, ellipsis: string): Row {
  const cut = cutRow(spans, width, ellipsis);
  const missing = width - rowWidth(cut);
  return missing > 0 ? [...cut, span(' '.repeat(missing))] : cut;
}

/** Left and right apart in `width` cells; the right one goes first where both do not fit. */
export function spreadRow(left: Row, right: Row, width: number): Row {
  const gap = width - rowWidth(left) - rowWidth(right);
  if (rowWidth(right) === 0 || gap < 1) return left;
  return [...left, span(' '.repeat(gap)), ...right];
}

/** Rows one after the other with a gap between, as many from the first on as fit. */
export function joinRows(rows: readonly Row[], width: number, gap: Span): Row {
  let joined: Row = [];
  for (const next of rows) {
    if (next.length === 0) continue;
    const longer = joined.length === 0 ? next : [...joined, gap, ...next];
    if (joined.length > 0 && rowWidth(longer) > width) break;
    joined = longer;
  }
  return joined;
}

const BLANK = /^ *$/;

/** The row as a terminal shows it; neighbours of one tone share their codes, blanks go with either. */
export function paintRow(spans: Row, theme: Theme): string {
  let painted = '';
  let tone: Tone = 'plain';
  let text = '';
  for (const next of spans) {
    if (!goesWith(next, tone)) {
      painted += theme.paint(tone, text);
      text = '';
      tone = next.tone;
    }
    text += next.text;
  }
  return painted + theme.paint(tone, text);
}

function goesWith(next: Span, tone: Tone): boolean {
  const isSeen = next.tone === 'reverse' || tone === 'reverse' || !BLANK.test(next.text);
  return next.tone === tone || !isSeen;
}
