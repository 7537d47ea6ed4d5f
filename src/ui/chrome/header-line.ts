import type { MirrorView } from '../../engine/mirror-view.ts';
import { knownPipeline } from '../panes/known-pipeline.ts';
import type { ScreenFrame } from '../screen/screen.ts';
import { clockText, zoneText } from '../text/clock-text.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { cutRow, joinRows, type Row, rowWidth, span, spreadRow } from '../text/row.ts';
import type { Theme } from '../theme.ts';
import { alertRows, standingAlerts } from './alerts.ts';
import { dataText } from './data-text.ts';

const NAME: Row = [span('trackdeck', 'strong')];
const GAP = span('  ');
const MINUTE_MS = 60_000;

/** The first row: what must never be overlooked, then what time and, where there is room, where this is. */
export function headerLine(frame: ScreenFrame, width: number, theme: Theme): Row {
  const { live, now } = frame;
  const lead = leadRow(frame, width);
  const clock = [span(clockOf(now), 'quiet')];
  const room = Math.max(rowWidth(lead), width - rowWidth([GAP, ...clock]));
  const left = joinRows([lead, ...placeGroups(live, theme)], room, GAP);
  return cutRow(spreadRow(left, clock, width), width, theme.glyphs.ellipsis);
}

/** Alerts drive out the name before they grow shorter than their narrow forms. */
function leadRow(frame: ScreenFrame, width: number): Row {
  const alerts = standingAlerts(frame);
  if (alerts.length === 0) return NAME;
  const [long, short, tiny] = alertRows(alerts, width);
  return fittingRow(width, [...NAME, GAP, ...long], [...NAME, GAP, ...short], short, tiny);
}

/** To the minute: a clock of seconds would draw an idle screen every second. */
function clockOf(now: number): string {
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  return `${clockText(minute).slice(0, -3)} ${zoneText(minute)}`;
}

function placeGroups(view: MirrorView, theme: Theme): readonly Row[] {
  const { engine } = view;
  const pipeline = knownPipeline(view);
  const places = [
    ...(pipeline === null ? [] : [brokerText(pipeline)]),
    ...(engine === null ? [] : [engine.host]),
  ];
  return places.map((place) => [span(dataText(place, theme), 'quiet')]);
}

function brokerText({ broker, address }: NonNullable<ReturnType<typeof knownPipeline>>): string {
  return broker === 'kafka' ? `Kafka ${address}` : 'embedded log';
}
