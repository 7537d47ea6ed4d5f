import { formatCount } from '../../domain/format.ts';
import { selectBottleneck } from '../../state/selectors/bottleneck.ts';
import { type PartitionLag, selectPartitionLags } from '../../state/selectors/lag.ts';
import type { ConsoleState } from '../../state/store.ts';
import { cellWidth, fitCells } from '../text/cells.ts';
import { rateText } from '../text/rate-text.ts';
import { type Row, row, span } from '../text/row.ts';
import type { PaneArea } from './pane-area.ts';

type Known = Pick<ConsoleState, 'producer' | 'consumer' | 'topic' | 'metrics' | 'exports'>;

type Stop = { readonly name: string; readonly figure: string };

const MOST_PARTITIONS = 3;

/** The road of a track in two rows: its stops, and under each how fast it goes or what waits. */
export function roadRows(state: Known, area: PaneArea): readonly Row[] {
  const stops = fittingStops(state, area);
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

/** The richest road that fits. */
function fittingStops(state: Known, area: PaneArea): readonly Stop[] {
  const lags = selectPartitionLags(state);
  const { metrics, exports } = state;
  const csv: Stop = { name: 'csv', figure: '' };
  const producer: Stop = {
    name: 'producer',
    figure: rateText(metrics.acknowledgedPerSecond),
  };
  const total = lags.reduce((sum, { lag }) => sum + lag, 0);
  const topic: Stop = { name: 'topic', figure: formatCount(total) };
  const partitions = lags.length > MOST_PARTITIONS ? topic : partitionsStop(lags);
  const analytics: Stop = {
    name: 'analytics',
    figure: rateText(metrics.countedPerSecond),
  };
  const files: Stop = { name: 'exports', figure: formatCount(exports.records) };
  const shortest = [producer, topic, analytics];
  const roads = [
    [csv, producer, partitions, analytics, files],
    [producer, partitions, analytics, files],
    [producer, topic, analytics, files],
  ];
  return roads.find((road) => roadWidth(road) <= area.width) ?? shortest;
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

/** What the rest of the road waits for; nothing where nothing moves. */
export function bottleneckRow(state: Known): Row {
  const bottleneck = selectBottleneck(state);
  switch (bottleneck) {
    case 'at-rest':
      return [];
    case 'broker':
      return row(span('broker, it does not answer', 'watch'));
    case 'disk':
      return row(span('disk, files cannot be written', 'alarm'));
    case 'production-paused':
      return row('producer, it is paused');
    case 'consumption-paused':
      return row(span('consumer, it is paused', 'watch'));
    case 'rate-limit':
      return row('producer, rate limited');
    case 'consumer':
      return row(span('consumer, it falls behind', 'watch'));
    case 'producer':
      return row('producer, rest keeps up');
    default:
      return bottleneck satisfies never;
  }
}
