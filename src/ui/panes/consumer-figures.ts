import { formatCount } from '../../domain/format.ts';
import { selectCountedTotal } from '../../state/selectors/counted-total.ts';
import { selectDrainTime } from '../../state/selectors/drain-time.ts';
import { selectTotalLag } from '../../state/selectors/lag.ts';
import type { ConsoleState } from '../../state/store.ts';
import type { Field } from '../text/field-rows.ts';
import { type Figure, figureOf, figureSpan, shortFigureSpan } from '../text/figure.ts';
import { rateText } from '../text/rate-text.ts';
import { type Span, span } from '../text/row.ts';
import { ageText, spanText } from '../text/time-text.ts';
import { type WeightedRow, weighted } from '../text/weighted-rows.ts';
import type { Moment, PaneArea } from './pane-area.ts';
import { paneFields } from './pane-fields.ts';

/** Cells for the time to drain and, where it is never, how fast the lag grows. */
const GROWTH_FROM = 52;

/** While nothing is read the partitions tell more than the newest record and the time to drain. */
const PAUSED_WEIGHT = 4;

type Known = Pick<ConsoleState, 'consumer' | 'topic' | 'metrics' | 'analytics'>;

/** What was counted, what waits and for how long, in figures. */
export function consumerFigures(
  state: Known,
  area: PaneArea,
  { now, isLive }: Moment,
): readonly WeightedRow[] {
  const { consumer } = state;
  const { glyphs } = area;
  const figure = (value: number | null, format: (value: number) => string) =>
    figureSpan(figureOf(value), format, glyphs);
  const counting = (name: string, figure: Figure): Field => [
    name,
    figureSpan(figure, formatCount, glyphs),
    name,
    shortFigureSpan(figure, formatCount, glyphs),
  ];
  const age = (at: number | null) => figure(at === null ? null : now - at, ageText);
  return [
    ...weighted(
      1,
      paneFields(
        area,
        counting('counted', countedFigure(state, now)),
        counting('lag', lagFigure(state, now)),
      ),
    ),
    ...weighted(
      consumer.pausedSince === null ? 2 : PAUSED_WEIGHT,
      paneFields(
        area,
        ['newest record', age(consumer.newestRecordAt), 'newest'],
        ...(isLive ? [drainField(state, area)] : []),
      ),
    ),
    ...weighted(
      5,
      paneFields(
        area,
        ['in this run', formatCount(consumer.countedNow), 'this run'],
        ['saved', age(consumer.savedAt)],
      ),
    ),
    ...weighted(
      6,
      paneFields(area, counting('members', membersFigure(state, now)), [
        'generation',
        figure(consumer.generation, String),
        'gen.',
      ]),
    ),
  ];
}

/** When the lag will be gone; where that cannot be said, what becomes of it. */
function drainField(state: Known, { width, glyphs: { none } }: PaneArea): Field {
  const toDrain = (value: Span): Field => ['to drain', value, 'drain'];
  const drain = selectDrainTime(state);
  switch (drain.kind) {
    case 'unknown':
      return toDrain(span(none, 'quiet'));
    case 'drained':
      return toDrain(span('0 s'));
    case 'standing':
      return toDrain(
        state.consumer.pausedSince === null ? span(none, 'quiet') : span('paused', 'watch'),
      );
    case 'steady':
      return toDrain(span('steady'));
    case 'growing': {
      const rate = width < GROWTH_FROM ? '' : `, +${rateText(drain.recordsPerSecond)}`;
      return toDrain(span(`never${rate}`, 'watch'));
    }
    case 'drains':
      return toDrain(span(spanText(drain.inMs)));
    default:
      return drain satisfies never;
  }
}

function countedFigure(state: Known, now: number): Figure {
  const { analytics } = state;
  const counted = figureOf(selectCountedTotal(state));
  if (counted.kind !== 'known' || !analytics?.isRecalled) return counted;
  return { kind: 'stale', value: counted.value, ageMs: now - analytics.at };
}

/** What was written since the broker fell silent is not in it. */
function lagFigure(state: Known, now: number): Figure {
  const lag = selectTotalLag(state);
  const isRefused = state.topic?.unreachable?.failure.code === 'BROKER_REFUSED';
  return isRefused ? figureOf(lag) : topicFigure(state, now)(lag);
}

function membersFigure(state: Known, now: number): Figure {
  const { topic } = state;
  const isKnown = topic !== null && topic.partitions.length > 0;
  return topicFigure(state, now)(isKnown ? topic.members : null);
}

/** What the broker tells is denied or old while it does not answer. */
export function topicFigure({ topic }: Pick<Known, 'topic'>, now: number) {
  const unreachable = topic?.unreachable ?? null;
  return (value: number | null): Figure => {
    if (unreachable?.failure.code === 'BROKER_REFUSED') return { kind: 'denied' };
    if (value === null || unreachable === null) return figureOf(value);
    return { kind: 'stale', value, ageMs: now - unreachable.since };
  };
}
