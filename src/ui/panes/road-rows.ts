import { formatCount } from '../../domain/format.ts';
import { selectBottleneck } from '../../state/selectors/bottleneck.ts';
import { type PartitionLag, selectPartitionLags } from '../../state/selectors/lag.ts';
import type { HdfsSlice } from '../../state/slices/hdfs.ts';
import type { ConsoleState } from '../../state/store.ts';
import { cellWidth, fitCells } from '../text/cells.ts';
import { type Row, row, type Span, span } from '../text/row.ts';
import type { Tone } from '../theme.ts';
import { type LagText, lagText } from './lag-text.ts';
import type { PaneArea } from './pane-area.ts';
import type { Road } from './road.ts';

type Known = Pick<ConsoleState, 'producer' | 'consumer' | 'topic' | 'metrics' | 'exports' | 'hdfs'>;

/** `cells` are for the widest figure it is likely to have: the road stands still while figures grow. */
type Column = { readonly name: string; readonly figure: Span; readonly cells: number };

/** For `103,456/s`. */
const RATE_CELLS = 9;
/** For `114,000`, of all or of the exports; of a partition for `38,000`. */
const TOTAL_CELLS = 7;
const PARTITION_CELLS = 6;
const QUEUE_CELLS = 7;

const MOST_PARTITIONS = 3;

/** The road of a track in two rows: its stops, and under each how fast it goes or what waits. */
export function roadRows(state: Known, road: Road, area: PaneArea): readonly Row[] {
  const columns = fittingColumns(state, road, area);
  const arrow = ` ${area.glyphs.arrow} `;
  const { ellipsis } = area.glyphs;
  const cells = columns.map(columnCells);
  const names = columns.flatMap(({ name }, index) => {
    const fitted = fitCells(name, cells[index] ?? 0, { ellipsis });
    return index === 0 ? [span(fitted)] : [span(arrow, 'quiet'), span(fitted)];
  });
  const figures = columns.map(({ figure }, index) => {
    const gap = index === columns.length - 1 ? 0 : arrow.length;
    return span(fitCells(figure.text, (cells[index] ?? 0) + gap, { ellipsis }), figure.tone);
  });
  return columns.length === 0 ? [] : [names, figures];
}

/** The richest road that fits, whatever its figures are now; none where no road does. */
function fittingColumns(state: Known, road: Road, area: PaneArea): readonly Column[] {
  const lags = selectPartitionLags(state);
  const count = lagText(state, area);
  const total = lags.reduce((sum, { lag }) => sum + lag, 0);
  const waiting = lags.length === 0 ? area.glyphs.none : count(total);
  const csv: Column = { name: 'csv', figure: span(''), cells: 0 };
  const producer: Column = { name: 'producer', figure: road.topic.way, cells: RATE_CELLS };
  const topic: Column = { name: 'topic', figure: span(waiting, 'accent'), cells: TOTAL_CELLS };
  const hasColumns = lags.length > 0 && lags.length <= MOST_PARTITIONS;
  const partitions = hasColumns ? partitionsColumn(lags, count) : topic;
  const consumer: Column = { name: 'consumer', figure: road.consumer.way, cells: RATE_CELLS };
  const files: Column = {
    name: 'exports',
    figure: span(formatCount(state.exports.records), 'accent'),
    cells: TOTAL_CELLS,
  };
  const hdfs = state.hdfs === null ? [] : [hdfsColumn(state.hdfs)];
  const roads = [
    [csv, producer, partitions, consumer, files, ...hdfs],
    [producer, partitions, consumer, files, ...hdfs],
    [producer, topic, consumer, files, ...hdfs],
    [producer, topic, consumer, ...hdfs],
    [producer, topic, consumer],
  ];
  return roads.find((columns) => roadCells(columns) <= area.width) ?? [];
}

/** `p0  p1  p2` over what waits in each. */
function partitionsColumn(lags: readonly PartitionLag[], count: LagText): Column {
  const columns = lags.map(({ partition, lag }) => {
    const texts = [`p${partition}`, count(lag)] as const;
    const cells = Math.max(PARTITION_CELLS, ...texts.map((text) => text.length));
    return texts.map((text) => text.padEnd(cells));
  });
  const line = (index: number) => columns.map((texts) => texts[index]).join(' ');
  return { name: line(0), figure: span(line(1), 'accent'), cells: 0 };
}

function hdfsColumn({ queue }: NonNullable<HdfsSlice>): Column {
  const figure =
    queue.exports === 0
      ? span('empty', 'accent')
      : span(`${formatCount(queue.exports)} wait`, 'watch');
  return { name: 'HDFS', figure, cells: QUEUE_CELLS };
}

function columnCells({ name, figure, cells }: Column): number {
  return Math.max(cells, cellWidth(name), cellWidth(figure.text));
}

function roadCells(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + columnCells(column), 3 * (columns.length - 1));
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
    case 'broker-back':
      return ['broker', 'it is back, attempt under way', 'watch'];
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
    case 'hdfs':
      return ['HDFS', 'exports wait for it', 'plain'];
    default:
      return bottleneck satisfies never;
  }
}
