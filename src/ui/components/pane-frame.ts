import { type Alert, alertRows } from '../chrome/alerts.ts';
import type { BorderGlyphs } from '../glyphs.ts';
import type { Chrome, Rect } from '../layout/screen-layout.ts';
import { cellWidth, cutCells } from '../text/cells.ts';
import { fittingRow } from '../text/fitting-row.ts';
import {
  cutRow,
  EMPTY_ROW,
  fitRow,
  paintRow,
  type Row,
  row,
  rowWidth,
  type Span,
  span,
} from '../text/row.ts';
import type { Theme } from '../theme.ts';

export type PaneFrame = {
  readonly rect: Rect;
  readonly chrome: Chrome;
  readonly isFocused: boolean;
  readonly theme: Theme;
  /** The same in ever fewer words; only the last may be cut. */
  readonly titles: readonly string[];
  /** Where no title leaves room for a note that is needed: it is cut so far that the shortest fits. */
  readonly leastTitle?: string | undefined;
  /** At the right end of the title; the same in ever fewer words, none of them cut. */
  readonly notes: readonly Row[];
  /** Whether a shorter title makes room for the note. */
  readonly needsNote: boolean;
  /** What a pane that has the screen for itself says in the place of its note. */
  readonly alerts: readonly Alert[];
};

/** Panes at least so wide keep a blank cell inside their border. */
const PADDED_FROM = 32;
/** A pane without a border has a title from this height on. */
const TITLED_FROM = 3;

/** Cells that a pane's own rows have, and where they begin. */
export function innerRect({ rect, chrome }: Pick<PaneFrame, 'rect' | 'chrome'>): Rect {
  const { left, top, width, height } = rect;
  if (chrome === 'line') return { left: left + 1, top, width: Math.max(0, width - 1), height };
  if (chrome === 'bare') {
    const title = height >= TITLED_FROM ? 1 : 0;
    return { left, top: top + title, width, height: height - title };
  }
  const inset = width >= PADDED_FROM ? 2 : 1;
  return {
    left: left + inset,
    top: top + 1,
    width: Math.max(0, width - 2 * inset),
    height: Math.max(0, height - 2),
  };
}

/** The pane as painted lines of exactly its width and height. */
export function frameLines(frame: PaneFrame, rows: readonly Row[]): readonly string[] {
  const { rect, chrome, theme } = frame;
  const { ellipsis } = theme.glyphs;
  const inner = innerRect(frame);
  const body = Array.from({ length: inner.height }, (_, index) => rows[index] ?? EMPTY_ROW);
  if (chrome === 'border') return borderedLines(frame, body);
  const titles = inner.top > rect.top ? [bareTitle(frame)] : [];
  const lead = chrome === 'line' && frame.isFocused ? theme.glyphs.focusMark : ' ';
  const lines = chrome === 'line' ? body.map((line) => row(span(lead, 'focus'), ...line)) : body;
  return [...titles, ...lines].map((line) => paintRow(fitRow(line, rect.width, ellipsis), theme));
}

function bareTitle({ titles, notes, alerts, rect, theme }: PaneFrame): Row {
  const { separator, ellipsis } = theme.glyphs;
  const { width } = rect;
  const names = titles.map((title) => row(span(title, 'focus')));
  const noted = (notes: Row) =>
    names.map((name) => (notes.length === 0 ? name : [...name, span(` ${separator} `), ...notes]));
  if (alerts.length === 0)
    return cutRow(fittingRow(width, ...notes.flatMap(noted), ...names), width, ellipsis);
  const forms = alertRows(alerts, width);
  return cutRow(fittingRow(width, ...forms.flatMap(noted), forms[2]), width, ellipsis);
}

function borderedLines(frame: PaneFrame, body: readonly Row[]): readonly string[] {
  const { rect, theme, isFocused } = frame;
  const { ellipsis } = theme.glyphs;
  const border = isFocused ? theme.glyphs.heavy : theme.glyphs.thin;
  const tone = isFocused ? 'focus' : 'quiet';
  const { width } = innerRect(frame);
  const padding = ' '.repeat((rect.width - 2 - width) / 2);
  const [left, right] = [border.vertical + padding, padding + border.vertical];
  const lines = body.map((line) => [
    span(left, tone),
    ...fitRow(line, width, ellipsis),
    span(right, tone),
  ]);
  const bottom = border.bottomLeft + border.horizontal.repeat(rect.width - 2) + border.bottomRight;
  return [topRow(frame, border), ...lines, [span(bottom, tone)]].map((line) =>
    paintRow(line, theme),
  );
}

/** `┏━▸2 Producer━━━━━ note ━┓`: the title first, the note where there is room for it. */
function topRow(frame: PaneFrame, border: BorderGlyphs): Row {
  const { rect, titles, leastTitle, notes, needsNote, alerts, isFocused, theme } = frame;
  const tone = isFocused ? 'focus' : 'quiet';
  const { horizontal, topLeft, topRight } = border;
  const mark = isFocused ? theme.glyphs.focusMark : ' ';
  // A title is cut sooner than the worst of the alerts is left out.
  const room = rect.width - 6 - leastAlertCells(alerts);
  const fitting = (cells: number) => titles.find((words) => cellWidth(words) <= cells);
  const besideNote = (note: Row) => room - rowWidth(note) - NOTE_GAPS;
  const noted = notes.map((note) => fitting(besideNote(note)));
  const withNote = needsNote ? noted.find((title) => title !== undefined) : undefined;
  const title = withNote ?? leastTitle ?? fitting(room) ?? titles.at(-1) ?? '';
  const isLeast = withNote === undefined && leastTitle !== undefined;
  const nameRoom = isLeast ? besideNote(notes.at(-1) ?? EMPTY_ROW) : room;
  const name = cutCells(title, nameRoom, theme.glyphs.ellipsis);
  const left: Row = [
    span(topLeft + horizontal, tone),
    span(`${mark}${name} `, isFocused ? 'focus' : 'strong'),
  ];
  const free = rect.width - 5 - cellWidth(name);
  const said = alerts.length === 0 ? notes : alertRows(alerts, free - 1 - NOTE_GAPS);
  const right = noteSpans(said, free - 1);
  const used = rowWidth(right);
  return [
    ...left,
    span(horizontal.repeat(Math.max(0, free - used)), tone),
    ...right,
    span(topRight, tone),
  ];
}

/** A blank before the note, and one after it. */
const NOTE_GAPS = 2;

/** A whole note or nothing. */
function noteSpans(notes: readonly Row[], room: number): readonly Span[] {
  const note = notes.find((words) => rowWidth(words) + NOTE_GAPS <= room) ?? EMPTY_ROW;
  if (note.length === 0) return [];
  return [span(' '), ...note, span(' ')];
}

function leastAlertCells(alerts: readonly Alert[]): number {
  return alerts.length === 0 ? 0 : rowWidth(alertRows(alerts, 0)[2]) + NOTE_GAPS;
}
