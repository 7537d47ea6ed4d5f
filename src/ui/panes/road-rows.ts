import { formatCount } from '../../domain/format.ts';
import { selectBottleneck } from '../../state/selectors/bottleneck.ts';
import { type PartitionLag, selectPartitionLags } from '../../state/selectors/lag.ts';
import type { ConsoleState } from '../../state/store.ts';
import { cellWidth, fitCells } from '../text/cells.ts';
import { rateText } from '../text/rate-text.ts';
import { type Row, row, span } from '../text/row.ts';
import type { Tone } from '../theme.ts';
import type { PaneArea } from './pane-area.ts';

type Known = Pick<ConsoleState, 'producer' | 'consumer' | 'topic' | 'metrics' | 'exports'>;

type Stop = { readonly name: string; readonly figure: string };

const MOST_PARTITIONS = 3;

/** The road of a track in two rows: its stops, and under each how fast it goes or what waits. */
export function roadRows(state: Known, area: PaneArea): readonly Row[] {
  const stops = fittingStops(state, area);
  if (stops.length === 0) return [];
  const arrow = ` ${area.glyphs.arrow} `;
  const { ellipsis } = area.glyphs;
  const widths = stops.map(({ name, figure }) => Math.max(cellWidth(name), cellWidth(figure)));
  const names = stops.flatMap(({ name }, index) => {
    const fitted = fitCells(name, widths[index] ?? 0, { ellipsis });
    return index === 0 ? [span(fitted)] : [span(arrow, 'quiet'), span(fitted)];
  });
  const figures = stops.map(({ figure }, index) =>
    fitCells(figure, (widths[index] ?? 0) + (index === stops.length - 1 ? 0 : arrow.length), {
      ellipsis,
    }),
  );
  return [names, row(span(figures.join(''), 'accent'))];
}

/** The richest road that fits; none where no road does. */
function fittingStops(state: Known, area: PaneArea): readonly Stop[] {
  const lags = selectPartitionLags(state);
  const { metrics, exports } = state;
  const csv: Stop = { name: 'csv', figure: '' };
  const producer: Stop = {
    name: 'producer',
    figure: rateText(metrics.acknowledgedPerSecond),
  };
  const total = lags.reduce((sum, { lag }) => sum + lag, 0);
  const waiting = lags.length === 0 ? area.glyphs.none : formatCount(total);
  const topic: Stop = { name: 'topic', figure: waiting };
  const hasColumns = lags.length > 0 && lags.length <= MOST_PARTITIONS;
  const partitions = hasColumns ? partitionsStop(lags) : topic;
  const analytics: Stop = {
    name: 'analytics',
    figure: rateText(metrics.countedPerSecond),
  };
  const files: Stop = { name: 'exports', figure: formatCount(exports.records) };
  const roads = [
    [csv, producer, partitions, analytics, files],
    [producer, partitions, analytics, files],
    [producer, topic, analytics, files],
    [producer, topic, analytics],
  ];
  return roads.find((road) => roadWidth(road) <= area.width) ?? [];
}

/** `p0  p1  p2` over what waits in each. */
function partitionsStop(lags: readonly PartitionLag[]): Stop {
  const columns = lags.map(({ partition, lag }) => {
    const texts = [`p${partition}`, formatCount(lag)] as const;
    const cells = Math.max(...texts.map((text) => text.length));
    return texts.map((text) => text.padEnd(cells));
  });
  const line = (index: number) => columns.map((texts) => texts[index]).join(' ');
  return { name: line(0), figure: line(1) };
}

function roadWidth(stops: readonly Stop[]): number {
  const widths = stops.map(({ name, figure }) => Math.max(cellWidth(name), cellWidth(figure)));
  return widths.reduce((sum, width) => sum + width, 0) + 3 * (stops.length - 1);
}

/** What the rest of the road waits for, in ever fewer words; nothing where nothing moves. */
export function bottleneckForms(state: Known): readonly Row[] {
  const [who, why, tone] = bottleneckWords(state);
  if (who === '') return [];
  return [row(span(`${who}, ${why}`, tone)), row(span(who, tone))];
}

function bottleneckWords(state: Known): readonly [who: string, why: string, tone: Tone] {
  const bottleneck = selectBottleneck(state);
  switch (bottleneck) {
    case 'at-rest':
      return ['', '', 'plain'];
    case 'broker':
      return ['broker', 'it does not answer', 'watch'];
    case 'disk':
      return ['disk', 'files cannot be written', 'alarm'];
    case 'production-paused':
      return ['producer', 'it is paused', 'plain'];
    case 'consumption-paused':
      return ['consumer', 'it is paused', 'watch'];
    case 'rate-limit':
      return ['producer', 'rate limited', 'plain'];
    case 'consumer':
      return ['consumer', 'it falls behind', 'watch'];
    case 'producer':
      return ['producer', 'the rest keeps up', 'plain'];
    default:
      return bottleneck satisfies never;
  }
}
