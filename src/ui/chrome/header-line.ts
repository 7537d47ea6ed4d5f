import { formatCount } from '../../domain/format.ts';
import type { MirrorView } from '../../engine/mirror-view.ts';
import type { ConsoleState } from '../../state/store.ts';
import type { ScreenFrame } from '../screen/screen.ts';
import { clockText, zoneText } from '../text/clock-text.ts';
import { cutRow, joinRows, type Row, span, spreadRow } from '../text/row.ts';
import { ageText } from '../text/time-text.ts';
import type { Theme } from '../theme.ts';
import { dataText } from './data-text.ts';

const GAP = span('  ');
const MINUTE_MS = 60_000;

/** The first row: what must never be overlooked, then where this is and what time. */
export function headerLine(frame: ScreenFrame, width: number, theme: Theme): Row {
  const { live, now } = frame;
  const name = [span('trackdeck', 'strong')];
  const groups = [
    ...linkGroups(live, now),
    ...demoGroups(live.state),
    ...frozenGroups(frame),
    ...pausedGroups(live.state),
    ...placeGroups(live, theme),
  ];
  const left = joinRows([name, ...groups], width, GAP);
  const clock = [span(clockOf(now), 'quiet')];
  return cutRow(spreadRow(left, clock, width), width, theme.glyphs.ellipsis);
}

/** To the minute: a clock of seconds would draw an idle screen every second. */
function clockOf(now: number): string {
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  return `${clockText(minute).slice(0, -3)} ${zoneText(minute)}`;
}

function linkGroups({ link }: MirrorView, now: number): readonly Row[] {
  switch (link.name) {
    case 'connecting':
      return [[span('connecting to the engine', 'watch')]];
    case 'lost': {
      const age = ageText(now - link.since);
      return [[span(`ENGINE GONE since ${clockText(link.since)}, ${age}`, 'alarm')]];
    }
    case 'live':
      return [];
    default:
      return link satisfies never;
  }
}

function demoGroups({ producer, exports }: ConsoleState): readonly Row[] {
  const isDemo = producer.source?.isDemo || producer.ledger?.isDemo || exports.isDemo;
  return isDemo ? [[span('DEMO DATA', 'watch')]] : [];
}

function frozenGroups({ screen, shown, live }: ScreenFrame): readonly Row[] {
  const { frozenSince } = screen.view;
  if (frozenSince === null) return [];
  const missed = live.state.consumer.countedNow - shown.state.consumer.countedNow;
  const what = missed > 0 ? `, ${formatCount(missed)} records not shown` : '';
  return [[span(`FROZEN at ${clockText(frozenSince)}${what}`, 'watch')]];
}

function pausedGroups({ producer, consumer }: ConsoleState): readonly Row[] {
  const paused = (what: string, since: number | null) =>
    since === null ? [] : [[span(`${what} PAUSED since ${clockText(since)}`, 'watch')]];
  return [
    ...paused('CONSUMPTION', consumer.pausedSince),
    ...paused('INGESTION', producer.pausedSince),
  ];
}

function placeGroups({ engine, state }: MirrorView, theme: Theme): readonly Row[] {
  const places = [
    ...(state.pipeline === null ? [] : [brokerText(state.pipeline)]),
    ...(engine === null ? [] : [engine.host]),
  ];
  return places.map((place) => [span(dataText(place, theme), 'quiet')]);
}

function brokerText({ broker, address }: NonNullable<ConsoleState['pipeline']>): string {
  return broker === 'kafka' ? `Kafka ${address}` : 'embedded log';
}
