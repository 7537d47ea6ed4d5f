import { formatBytes, formatCount } from '../../domain/format.ts';
import type { MirrorView } from '../../engine/mirror-view.ts';
import { selectIsDemo } from '../../state/selectors/demo-data.ts';
import type { ConsoleState } from '../../state/store.ts';
import type { ScreenFrame } from '../screen/screen.ts';
import { clockText } from '../text/clock-text.ts';
import { EMPTY_ROW, joinRows, type Row, row, span } from '../text/row.ts';
import { ageText } from '../text/time-text.ts';
import type { Tone } from '../theme.ts';
import { hasHeader } from './chrome-rows.ts';

/**
 * What must not be overlooked, in words for a wide row, a narrow one and a tiny one; `null` where
 * those of the one before say it too.
 */
export type Alert = {
  readonly tone: Extract<Tone, 'watch' | 'alarm'>;
  readonly forms: readonly [long: string, short: string, tiny: string | null];
};

export const NO_ALERTS: readonly Alert[] = [];

type AlertFrame = Pick<ScreenFrame, 'live' | 'shown' | 'screen' | 'now'>;

/** What the panes must say on a screen so high, since no header does. */
export function alertsForPanes(frame: AlertFrame, rows: number): readonly Alert[] {
  return hasHeader(rows) ? NO_ALERTS : standingAlerts(frame);
}

/** The worst first. Of an engine that is gone or silent only that is said, and whether its data are real. */
export function standingAlerts(frame: AlertFrame): readonly Alert[] {
  const { live, now } = frame;
  const { state } = live;
  const isThere = live.link.name === 'live';
  return [
    ...linkAlerts(live, now),
    ...demoAlerts(state),
    ...(isThere ? [...failedAlerts(state), ...brokerAlerts(state, now)] : []),
    ...frozenAlerts(frame),
    ...(isThere ? [...pausedAlerts(state), ...diskAlerts(state)] : []),
  ];
}

/**
 * All alerts in one row: in their long forms, in their short ones, and in their tiny ones, of which
 * as many are left as fit into `width` cells.
 */
export function alertRows(
  alerts: readonly Alert[],
  width: number,
): readonly [long: Row, short: Row, tiny: Row] {
  const inForm = (form: 0 | 1 | 2, room: number, gap: string) => {
    const rows = alerts.map(({ tone, forms }) => {
      const words = forms[form];
      return words === null ? EMPTY_ROW : row(span(words, tone));
    });
    return joinRows(rows, room, span(gap));
  };
  const endless = Number.POSITIVE_INFINITY;
  return [inForm(0, endless, '  '), inForm(1, endless, '  '), inForm(2, width, ' ')];
}

/** What became of an engine that does not answer: it may go on, it took its leave, or it did not. */
export function lostWord({
  link,
  state,
}: Pick<MirrorView, 'link' | 'state'>): 'SILENT' | 'STOPPED' | 'GONE' {
  if (link.name === 'silent') return 'SILENT';
  return state.life.name === 'ended' ? 'STOPPED' : 'GONE';
}

function linkAlerts(view: MirrorView, now: number): readonly Alert[] {
  const { link, state } = view;
  switch (link.name) {
    case 'connecting':
      return [{ tone: 'watch', forms: ['connecting to the engine', 'connecting', 'connecting'] }];
    case 'silent':
    case 'lost': {
      const age = ageText(now - link.since);
      const word = lostWord(view);
      const long = `ENGINE ${word} since ${clockText(link.since)}, ${age}`;
      return [{ tone: 'alarm', forms: [long, `ENGINE ${word} ${age}`, `${word} ${age}`] }];
    }
    case 'live':
      return state.life.name === 'running'
        ? []
        : [{ tone: 'watch', forms: ['ENGINE STOPPING', 'ENGINE STOPPING', 'STOPPING'] }];
    default:
      return link satisfies never;
  }
}

function demoAlerts(state: ConsoleState): readonly Alert[] {
  return selectIsDemo(state) ? [{ tone: 'watch', forms: ['DEMO DATA', 'DEMO DATA', 'DEMO'] }] : [];
}

function failedAlerts({ producer, consumer }: ConsoleState): readonly Alert[] {
  const failed = (what: string, tiny: string): Alert => {
    return { tone: 'alarm', forms: [`${what} FAILED`, `${what} FAILED`, tiny] };
  };
  return [
    ...(consumer.status.name === 'failed' ? [failed('CONSUMPTION', 'FAILED')] : []),
    ...(producer.status.name === 'failed' ? [failed('INGESTION', 'FAILED')] : []),
  ];
}

function brokerAlerts({ topic }: ConsoleState, now: number): readonly Alert[] {
  const unreachable = topic?.unreachable ?? null;
  if (unreachable === null) return [];
  const { since, failure } = unreachable;
  const what = failure.code === 'BROKER_REFUSED' ? 'BROKER REFUSES' : 'BROKER AWAY';
  const age = ageText(now - since);
  const long = `${what} since ${clockText(since)}, ${age}`;
  return [{ tone: 'alarm', forms: [long, `${what} ${age}`, what] }];
}

function frozenAlerts({ screen, shown, live }: AlertFrame): readonly Alert[] {
  const { frozenSince } = screen.view;
  if (frozenSince === null) return [];
  const missed = live.state.consumer.countedNow - shown.state.consumer.countedNow;
  const what = missed > 0 ? `, ${formatCount(missed)} records not shown` : '';
  const short = `FROZEN at ${clockText(frozenSince)}`;
  return [{ tone: 'watch', forms: [`${short}${what}`, short, 'FROZEN'] }];
}

function pausedAlerts({ producer, consumer }: ConsoleState): readonly Alert[] {
  const paused = (what: string, tiny: string | null, since: number | null): readonly Alert[] => {
    if (since === null) return [];
    const short = `${what} PAUSED`;
    return [{ tone: 'watch', forms: [`${short} since ${clockText(since)}`, short, tiny] }];
  };
  const isBoth = consumer.pausedSince !== null && producer.pausedSince !== null;
  return [
    ...paused('CONSUMPTION', isBoth ? 'BOTH PAUSED' : 'CONS. PAUSED', consumer.pausedSince),
    ...paused('INGESTION', isBoth ? null : 'INGEST PAUSED', producer.pausedSince),
  ];
}

function diskAlerts({ disk }: ConsoleState): readonly Alert[] {
  if (disk === null) return [];
  const word = diskWord(disk.freeBytes);
  const short = `DISK ${word}`;
  const long = `${short}, ${formatBytes(disk.freeBytes)} free`;
  return [{ tone: word === 'FULL' ? 'alarm' : 'watch', forms: [long, short, short] }];
}

/** With less than this nothing of ours can be written any more. */
const NO_BYTES = 1_000_000;

export function diskWord(freeBytes: number): 'FULL' | 'LOW' {
  return freeBytes < NO_BYTES ? 'FULL' : 'LOW';
}
