import { formatCount } from '../../domain/format.ts';
import { holdsText } from '../../state/selectors/ranked-lists.ts';
import type { ConsoleState } from '../../state/store.ts';
import { wrapCells } from '../text/cells.ts';
import { clockText } from '../text/clock-text.ts';
import { EMPTY_ROW, fitRow, joinRows, type Row, row, span } from '../text/row.ts';
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
  return state.notices.filter(({ text }) => holdsText(text, filter)).toReversed();
}

/** From this width on the rejected rows have a column of their own. */
const TWO_COLUMNS_FROM = 100;
const REJECTS_SHARE = 0.4;
const DIVIDER_CELLS = 3;

export function eventRows(
  state: EventsState,
  area: PaneArea,
  { filter, scroll }: { readonly filter: string; readonly scroll: number },
): readonly Row[] {
  const events = selectEvents(state, filter).slice(scroll);
  const hasRejects = Object.keys(state.rejectReasons).length > 0;
  if (!hasRejects) return logRows(events, area);
  if (area.width < TWO_COLUMNS_FROM) return stacked(state, events, area);
  const right = Math.floor(area.width * REJECTS_SHARE);
  const left = area.width - right - DIVIDER_CELLS;
  return sideBySide(
    logRows(events, { ...area, width: left }),
    rejectRows(state, { ...area, width: right }).slice(0, area.height),
    { left, area },
  );
}

function logRows(events: readonly ShownEvent[], area: PaneArea): readonly Row[] {
  if (events.length === 0) return [row(span('nothing to report', 'quiet'))];
  const rows: Row[] = [];
  for (const event of events) {
    if (rows.length >= area.height) break;
    rows.push(...(area.isZoomed ? wrappedEvent(event, area) : [eventRow(event, area)]));
  }
  return rows.slice(0, area.height);
}

function eventRow({ at, level, text }: ShownEvent, area: PaneArea): Row {
  const word = span(`${level.padEnd(LEVEL_CELLS)} `, TONES[level]);
  return row(span(`${clockText(at)} `, 'quiet'), word, shownIn(area, text));
}

function wrappedEvent(event: ShownEvent, area: PaneArea): readonly Row[] {
  const width = Math.max(8, area.width - TEXT_FROM);
  const [first = '', ...more] = wrapCells(shownIn(area, event.text), width);
  const indent = ' '.repeat(TEXT_FROM);
  return [eventRow({ ...event, text: first }, area), ...more.map((line) => row(indent, line))];
}

/** The log first, what was rejected below it in what is left, at least two rows of it. */
function stacked(
  state: EventsState,
  events: readonly ShownEvent[],
  area: PaneArea,
): readonly Row[] {
  const rejects = rejectRows(state, area);
  const least = Math.min(2, rejects.length, Math.max(0, area.height - 1));
  const log = logRows(events, { ...area, height: area.height - least });
  return [...log, ...rejects.slice(0, area.height - log.length)];
}

function sideBySide(
  log: readonly Row[],
  rejects: readonly Row[],
  { left, area }: { readonly left: number; readonly area: PaneArea },
): readonly Row[] {
  const { ellipsis, thin } = area.glyphs;
  return Array.from({ length: area.height }, (_, index) => [
    ...fitRow(log[index] ?? EMPTY_ROW, left, ellipsis),
    span(` ${thin.vertical} `, 'quiet'),
    ...(rejects[index] ?? EMPTY_ROW),
  ]);
}

/** The newest event in one line, and how many rows were rejected. */
export function eventsLine(state: EventsState, area: PaneArea): Row {
  const rejected = Object.values(state.rejectReasons).reduce((sum, n) => sum + n, 0);
  const [newest] = selectEvents(state, '');
  const log =
    newest === undefined ? row(span('nothing to report', 'quiet')) : eventRow(newest, area);
  const parts = rejected === 0 ? [] : [row(span(`${formatCount(rejected)} rejected`, 'watch'))];
  return joinRows([...parts, log], Number.POSITIVE_INFINITY, span('  '));
}
