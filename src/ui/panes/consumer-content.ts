import { formatCount } from '../../domain/format.ts';
import { type DrainTime, selectDrainTime } from '../../state/selectors/drain-time.ts';
import { selectPartitionLags, selectTotalLag } from '../../state/selectors/lag.ts';
import type { ConsoleState } from '../../state/store.ts';
import { type Figure, figureOf, figureSpan } from '../text/figure.ts';
import { rateText } from '../text/rate-text.ts';
import { EMPTY_ROW, row, type Span, span } from '../text/row.ts';
import { ageText, spanText } from '../text/time-text.ts';
import { fittingRows, type WeightedRow, weighted } from '../text/weighted-rows.ts';
import { consumerStatus } from './consumer-status.ts';
import type { PaneArea } from './pane-area.ts';
import type { PaneContent } from './pane-content.ts';
import { paneFields } from './pane-fields.ts';
import { detailRows } from './pane-status.ts';
import { partitionRows } from './partition-table.ts';
import { rateRow } from './rate-row.ts';

export type ConsumerState = Pick<ConsoleState, 'consumer' | 'topic' | 'metrics' | 'analytics'>;

/** The consumer: how fast, how far behind and where, and for how long still. */
export function consumerContent(
  state: ConsumerState,
  area: PaneArea,
  { now, scroll }: { readonly now: number; readonly scroll: number },
): PaneContent {
  const status = consumerStatus(state, now);
  const { metrics } = state;
  const rows = [
    ...weighted(0, rateRow(status, metrics.countedPerSecond, metrics.countedHistory, area)),
    ...weighted(1, ...detailRows(status, area, area.isZoomed ? 4 : 2)),
    ...warningRows(state, now),
    ...figureRows(state, area, now),
    ...partitionTable(state, area, { now, scroll }),
  ];
  return { rows: fittingRows(rows, area.height), isBusy: status.isBusy === true };
}

function warningRows({ consumer, topic }: ConsumerState, now: number): readonly WeightedRow[] {
  const { expiredNow } = consumer;
  const unreachable = topic?.unreachable ?? null;
  const expired = `${formatCount(expiredNow)} records expired before they were counted`;
  const silence = unreachable === null ? '' : ageText(now - unreachable.since);
  return [
    ...(unreachable === null
      ? []
      : weighted(1, row(span(`the broker has not answered for ${silence}`, 'watch')))),
    ...(expiredNow === 0 ? [] : weighted(1, row(span(expired, 'watch')))),
  ];
}

function figureRows(state: ConsumerState, area: PaneArea, now: number): readonly WeightedRow[] {
  const { consumer, topic, analytics } = state;
  const { glyphs } = area;
  const figure = (value: number | null, format: (value: number) => string) =>
    figureSpan(figureOf(value), format, glyphs);
  const age = (at: number | null) => figure(at === null ? null : now - at, ageText);
  return [
    ...weighted(
      1,
      paneFields(
        area,
        ['counted', figure(analytics?.view.total ?? null, formatCount)],
        ['lag', figure(selectTotalLag(state), formatCount)],
      ),
    ),
    ...weighted(
      2,
      paneFields(
        area,
        ['newest record', age(consumer.newestRecordAt), 'newest'],
        ['to drain', drainSpan(selectDrainTime(state), glyphs.none), 'drain'],
      ),
    ),
    ...weighted(
      5,
      paneFields(
        area,
        ['counted here', formatCount(consumer.countedNow)],
        ['saved', age(consumer.savedAt)],
      ),
    ),
    ...weighted(
      6,
      paneFields(
        area,
        ['members', figure(topic?.members ?? null, formatCount)],
        ['generation', figure(consumer.generation, String)],
      ),
    ),
  ];
}

function drainSpan(drain: DrainTime, none: string): Span {
  switch (drain.kind) {
    case 'unknown':
      return span(none, 'quiet');
    case 'drained':
      return span('0 s');
    case 'standing':
      return span('standing');
    case 'steady':
      return span('steady');
    case 'growing':
      return span(`grows ${rateText(drain.recordsPerSecond)}`, 'watch');
    case 'drains':
      return span(spanText(drain.inMs));
    default:
      return drain satisfies never;
  }
}

function partitionTable(
  state: ConsumerState,
  area: PaneArea,
  { now, scroll }: { readonly now: number; readonly scroll: number },
): readonly WeightedRow[] {
  const lags = selectPartitionLags(state);
  if (lags.length === 0) return [];
  const [header = EMPTY_ROW, ...rows] = partitionRows(lags, topicFigure(state, now), area);
  return [
    ...weighted(7, EMPTY_ROW),
    ...weighted(3, header),
    ...weighted(3, ...rows.slice(Math.min(scroll, Math.max(0, rows.length - 1)))),
  ];
}

/** What the broker tells is denied or old while it does not answer. */
function topicFigure({ topic }: ConsumerState, now: number) {
  const unreachable = topic?.unreachable ?? null;
  return (value: number | null): Figure => {
    if (unreachable?.failure.code === 'BROKER_REFUSED') return { kind: 'denied' };
    if (value === null || unreachable === null) return figureOf(value);
    return { kind: 'stale', value, ageMs: now - unreachable.since };
  };
}
