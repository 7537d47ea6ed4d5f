import { formatCount } from '../../domain/format.ts';
import { selectCountedTotal } from '../../state/selectors/counted-total.ts';
import { selectDrainTime } from '../../state/selectors/drain-time.ts';
import { type PartitionLag, selectPartitionLags } from '../../state/selectors/lag.ts';
import type { ConsoleState } from '../../state/store.ts';
import { row, type Span, span } from '../text/row.ts';
import { ageText, spanText } from '../text/time-text.ts';
import { consumerStatus } from './consumer-status.ts';
import { type LagText, lagText } from './lag-text.ts';
import type { PaneArea } from './pane-area.ts';
import { type Stop, type StopFigure, stopFigure } from './road-stop.ts';

type Known = Pick<ConsoleState, 'consumer' | 'topic' | 'metrics' | 'analytics'>;

/** Partitions that are shown each for itself. */
const MOST_PARTITIONS = 3;

/** The topic: what waits in each of its partitions, and how much of the partition that is. */
export function topicStop(state: Known, area: PaneArea, now: number): Stop {
  const lags = selectPartitionLags(state);
  return {
    name: 'topic',
    status: topicStatus(state, lags, area, now),
    figures: waitingFigures(lags, lagText(state, area)),
  };
}

function topicStatus(
  { topic }: Known,
  lags: readonly PartitionLag[],
  { glyphs }: PaneArea,
  now: number,
): Span {
  const unreachable = topic?.unreachable ?? null;
  if (unreachable !== null) {
    const word = unreachable.failure.code === 'BROKER_REFUSED' ? 'REFUSED' : 'AWAY';
    return span(`${word} for ${ageText(now - unreachable.since)}`, 'watch');
  }
  if (lags.length === 0) return span(glyphs.none, 'quiet');
  return span(`${formatCount(lags.reduce((sum, { lag }) => sum + lag, 0))} wait`);
}

/** All of a few partitions; of many those with the greatest lag. */
function waitingFigures(lags: readonly PartitionLag[], count: LagText): readonly StopFigure[] {
  if (lags.length <= MOST_PARTITIONS) return partitionFigures(lags, count);
  const worst = lags.toSorted((one, other) => other.lag - one.lag).slice(0, MOST_PARTITIONS - 1);
  const others = lags.filter((lag) => !worst.includes(lag));
  const rest = others.reduce((sum, { lag }) => sum + lag, 0);
  const more = `${others.length} more`;
  return [...partitionFigures(worst, count), stopFigure('plain', `${more}: ${count(rest)}`, more)];
}

function partitionFigures(lags: readonly PartitionLag[], count: LagText): readonly StopFigure[] {
  const cells = Math.max(0, ...lags.map(({ lag }) => count(lag).length));
  return lags.map(({ partition, lag, logEndOffset }) => ({
    forms: [row(span(`p${partition} `, 'quiet'), count(lag).padStart(cells))],
    fill: lag / Math.max(1, logEndOffset),
  }));
}

/** What counts: how it keeps up. */
export function consumerStop(state: Known, area: PaneArea, now: number): Stop {
  const { word, tone } = consumerStatus(state, now);
  const { newestRecordAt } = state.consumer;
  return {
    name: 'consumer',
    status: span(word, tone),
    figures: [
      ...drainFigures(state),
      stopFigure('plain', `${countedText(state, area)} counted`),
      ...(newestRecordAt === null
        ? []
        : [stopFigure('quiet', `newest ${ageText(now - newestRecordAt)} old`)]),
    ],
  };
}

function countedText(state: Known, { glyphs }: PaneArea): string {
  const counted = selectCountedTotal(state);
  if (counted === null) return glyphs.none;
  return `${formatCount(counted)}${state.analytics?.isRecalled ? glyphs.stale : ''}`;
}

function drainFigures(state: Known): readonly StopFigure[] {
  const drain = selectDrainTime(state);
  switch (drain.kind) {
    case 'unknown':
    case 'drained':
    case 'standing':
      return [];
    case 'steady':
      return [stopFigure('plain', 'lag steady', 'steady')];
    case 'growing':
      return [stopFigure('watch', 'lag grows', 'grows')];
    case 'drains':
      return [stopFigure('plain', `${spanText(drain.inMs)} to drain`, spanText(drain.inMs))];
    default:
      return drain satisfies never;
  }
}
