import { type Block, besideRows } from '../text/beside.ts';
import { type Row, row, rowWidth, span } from '../text/row.ts';
import type { PaneArea } from './pane-area.ts';
import type { Road } from './road.ts';
import type { Way } from './road-stop.ts';
import { BOX_ROWS, LEAST_STOP_CELLS, stopBox, WIDEST_STOP_CELLS } from './stop-box.ts';

/** Cells between two stops: for `103,456/s` and a blank on each side. */
const WAY_CELLS = 11;
const COLUMNS = 4;
const WAY_ROWS = 2;

/**
 * The road as a picture: from the file to the consumer across the pane, from there down to the
 * exports and HDFS, from the topic down to Spark; nothing where it has no room.
 *
 * @param beside - what stands in the corner that the picture leaves
 */
export function roadPicture(road: Road, beside: readonly Row[], area: PaneArea): readonly Row[] {
  const ways = (COLUMNS - 1) * WAY_CELLS;
  const cells = Math.min(WIDEST_STOP_CELLS, Math.floor((area.width - ways) / COLUMNS));
  if (cells < LEAST_STOP_CELLS) return [];
  const { csv, producer, topic, consumer, exports, hdfs, spark } = road;
  const box = (stop: Road['producer']): Block => ({
    width: cells,
    rows: stopBox(stop, cells, area),
  });
  const across = [
    box({ ...csv, way: span(''), isSlowest: false }),
    ...[producer, topic, consumer].flatMap((stage) => [wayAcross(stage.way, area), box(stage)]),
  ];
  const down = [exports, ...(hdfs === null ? [] : [hdfs])].flatMap((stage) => [
    ...wayDown(stage.way, WAY_ROWS, cells, area),
    ...box(stage).rows,
  ]);
  // Spark stands beside the last of them, at the end of its own way from the topic.
  const above = down.length - BOX_ROWS;
  const beneath =
    spark === null ? [] : [...wayDown(spark.way, above, cells, area), ...box(spark).rows];
  const toHdfs = spark === null || hdfs === null ? [] : wayAcross(span(''), area).rows;
  const lower: readonly Block[] = [
    { width: (COLUMNS - 2) * (cells + WAY_CELLS), rows: beside },
    { width: cells, rows: beneath },
    { width: WAY_CELLS, rows: [...Array<Row>(above).fill([]), ...toHdfs] },
    { width: cells, rows: down },
  ];
  const { ellipsis } = area.glyphs;
  return [
    ...besideRows(across, { height: BOX_ROWS, ellipsis }),
    ...besideRows(lower, { height: down.length, ellipsis }),
  ];
}

/** `10,240/s` over an arrow to the right, in the middle of a box's height. */
function wayAcross({ text, tone }: Way, { glyphs }: PaneArea): Block {
  const arrow = ` ${glyphs.toDo.repeat(WAY_CELLS - 3)}${glyphs.arrow} `;
  const label = row(span(centred(text, WAY_CELLS), tone));
  const middle = BOX_ROWS / 2;
  const rows = Array.from({ length: BOX_ROWS }, (_, index) => {
    if (index === middle - 1) return label;
    return index === middle ? row(span(arrow, 'quiet')) : [];
  });
  return { width: WAY_CELLS, rows };
}

/** An arrow down over `height` rows from the middle of a box, its rate beside it. */
function wayDown(
  { text, tone }: Way,
  height: number,
  cells: number,
  { glyphs }: PaneArea,
): readonly Row[] {
  const indent = ' '.repeat(Math.floor(cells / 2));
  const line = row(indent, span(glyphs.thin.vertical, 'quiet'));
  const head = row(indent, span(glyphs.downArrow, 'quiet'));
  return [
    row(...line, span(` ${text}`, tone)),
    ...Array.from({ length: height - 2 }, () => line),
    head,
  ];
}

function centred(text: string, cells: number): string {
  const left = Math.max(0, Math.floor((cells - rowWidth([span(text)])) / 2));
  return ' '.repeat(left) + text;
}
