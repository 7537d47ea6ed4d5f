import { formatCount } from '../../domain/format.ts';
import { textMatcher } from '../../domain/text-matcher.ts';
import type { ConsoleState } from '../../state/store.ts';
import { besideRows, columnDivider, DIVIDER_CELLS } from '../text/beside.ts';
import { wrapCells } from '../text/cells.ts';
import { clockText } from '../text/clock-text.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { joinRows, type Row, row, span } from '../text/row.ts';
import type { Tone } from '../theme.ts';
import { type PaneArea, shownIn } from './pane-area.ts';
import { rejectRows } from './reject-rows.ts';

export type EventsState = Pick<ConsoleState, 'notices'> &
  Pick<ConsoleState['producer'], 'rejectReasons' | 'rejectSamples'>;

type ShownEvent = ConsoleState['notices'][number];

const TONES: Readonly<Record<ShownEvent['level'], Tone>> = {
  info: 'quiet',
  warning: 'watch',
  error: 'alarm',
};
const LEVEL_CELLS = 7;
const CLOCK_CELLS = 8;
const TEXT_FROM = CLOCK_CELLS + 1 + LEVEL_CELLS + 1;

/** What happened, newest first, as far as the filter leaves it. */
export function selectEvents(state: EventsState, filter: string): readonly ShownEvent[] {
  const holds = textMatcher(filter);
  return state.notices.filter(({ text }) => holds(text)).toReversed();
}

/** From this width on the rejected rows have a column of their own. */
const TWO_COLUMNS_FROM = 100;
const REJECTS_SHARE = 0.4;

export function eventRows(
  state: EventsState,
  area: PaneArea,
  { filter, scroll }: { readonly filter: string; readonly scroll: number },
): readonly Row[] {
  const events = selectEvents(state, filter).slice(scroll);
  const hasRejects = Object.keys(state.rejectReasons).length > 0;
  const log = (part: PaneArea, rowsOf = roomyRows) =>
    events.length === 0 ? [nothingRow(state, part, filter)] : rowsOf(events, part);
  if (!hasRejects) return log(area);
  if (area.width < TWO_COLUMNS_FROM) {
    return stacked((part) => log(part, logRows), rejectRows(state, area), area);
  }
  const right = Math.floor(area.width * REJECTS_SHARE);
  const left = area.width - right - DIVIDER_CELLS;
  const { height, glyphs } = area;
  return besideRows(
    [
      { width: left, rows: log({ ...area, width: left }) },
      { width: right, rows: rejectRows(state, { ...area, width: right }) },
    ],
    { height, ellipsis: glyphs.ellipsis, divider: columnDivider(glyphs) },
  );
}

/** Long texts are whole where all of them have room. */
function roomyRows(events: readonly ShownEvent[], area: PaneArea): readonly Row[] {
  if (events.length > area.height) return logRows(events, area);
  const whole = events.flatMap((event) => wrappedEvent(event, area));
  return whole.length <= area.height ? whole : logRows(events, area);
}

function logRows(events: readonly ShownEvent[], area: PaneArea): readonly Row[] {
  const rows: Row[] = [];
  for (const event of events) {
    if (rows.length >= area.height) break;
    rows.push(...(isAlone(area) ? wrappedEvent(event, area) : [eventRow(event, area)]));
  }
  return rows.slice(0, area.height);
}

function eventRow({ at, level, text }: ShownEvent, area: PaneArea): Row {
  const word = span(`${level.padEnd(LEVEL_CELLS)} `, TONES[level]);
  return row(span(`${clockText(at)} `, 'quiet'), word, shownIn(area, text));
}

/** Only a pane that has the screen for itself is so narrow. */
const ALONE_BELOW = 60;
/** Narrower, a text begins below its time. */
const BESIDE_FROM = 40;

function isAlone({ isZoomed, width }: PaneArea): boolean {
  return isZoomed || width < ALONE_BELOW;
}

function wrappedEvent(event: ShownEvent, area: PaneArea): readonly Row[] {
  const isBeside = area.width >= BESIDE_FROM;
  const indent = isBeside ? TEXT_FROM : 1;
  const lines = wrapCells(shownIn(area, event.text), Math.max(1, area.width - indent));
  const [first = '', ...more] = isBeside ? lines : ['', ...lines];
  return [
    eventRow({ ...event, text: first }, area),
    ...more.map((line) => row(' '.repeat(indent), line)),
  ];
}

/** The log first, what was rejected below it in what is left, at least two rows of it. */
function stacked(
  log: (part: PaneArea) => readonly Row[],
  rejects: readonly Row[],
  area: PaneArea,
): readonly Row[] {
  const least = Math.min(2, rejects.length, Math.max(0, area.height - 1));
  const logged = log({ ...area, height: area.height - least });
  return [...logged, ...rejects.slice(0, area.height - logged.length)];
}

/** The newest event that the filter leaves in one line, what it hides, and how many rows were rejected. */
export function eventsLine(state: EventsState, area: PaneArea, filter: string): Row {
  const rejected = Object.values(state.rejectReasons).reduce((sum, n) => sum + n, 0);
  const events = selectEvents(state, filter);
  const [newest] = events;
  const log = newest === undefined ? nothingRow(state, area, filter) : eventRow(newest, area);
  const hidden = state.notices.length - events.length;
  const parts = [
    ...(rejected === 0 ? [] : [row(span(`${formatCount(rejected)} rejected`, 'watch'))]),
    ...(filter === '' || newest === undefined
      ? []
      : [row(span(hiddenText(area, filter, hidden), 'watch'))]),
  ];
  return joinRows([...parts, log], Number.POSITIVE_INFINITY, span('  '));
}

/** An empty list because nothing happened is another thing than one that a filter has emptied. */
function nothingRow({ notices }: EventsState, area: PaneArea, filter: string): Row {
  if (filter === '' || notices.length === 0) {
    return fittingRow(area.width, quietRow('nothing to report'), quietRow('no events'));
  }
  return row(span(hiddenText(area, filter, notices.length), 'watch'));
}

function quietRow(text: string): Row {
  return row(span(text, 'quiet'));
}

function hiddenText(area: PaneArea, filter: string, hidden: number): string {
  return `filter: ${shownIn(area, filter)}, ${formatCount(hidden)} hidden`;
}
