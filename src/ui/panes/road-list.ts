import { cellWidth, fitCells } from '../text/cells.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { joinRows, type Row, row, rowWidth, type Span, span } from '../text/row.ts';
import type { PaneArea } from './pane-area.ts';
import type { Road } from './road.ts';
import type { Stop, StopFigure } from './road-stop.ts';

type Line = Stop & { readonly way?: Span; readonly isSlowest?: boolean };

const NAME_CELLS = 8;
/** For `103,456/s`; a way that stands still has a word. */
const WAY_CELLS = 9;
/** Cells for a name, what leads to it, and a few words about it. */
export const LEAST_LIST_CELLS = 44;
const GAP = '  ';

/** The road down the pane, a row for each stop: `→ 10,240/s → producer  1,000 in flight`. */
export function roadList(road: Road, area: PaneArea): readonly Row[] {
  if (area.width < LEAST_LIST_CELLS) return [];
  return linesOf(road).map((line) => lineRow(line, area));
}

function linesOf({ csv, producer, topic, consumer, exports, hdfs, spark }: Road): readonly Line[] {
  return [
    ...[csv, producer, topic, consumer, exports],
    ...(hdfs === null ? [] : [hdfs]),
    ...(spark === null ? [] : [spark]),
  ];
}

function lineRow({ name, way, status, figures, isSlowest = false }: Line, area: PaneArea): Row {
  const { arrow, ellipsis } = area.glyphs;
  const label =
    way === undefined ? '' : fitCells(way.text, WAY_CELLS, { align: 'right', ellipsis });
  const lead =
    way === undefined
      ? row(span(' '.repeat(WAY_CELLS + 3)))
      : row(span(label, way.tone), span(` ${arrow} `, 'quiet'));
  const heading = row(...lead, span(name.padEnd(NAME_CELLS), isSlowest ? 'strong' : 'plain'), ' ');
  const room = Math.max(1, area.width - rowWidth(heading));
  return [...heading, ...fittingWords(status, figures, room)];
}

/** The status, then as many figures as fit in few words, each in as many as that leaves room for. */
function fittingWords(status: Span, figures: readonly StopFigure[], room: number): Row {
  let spare = room - cellWidth(status.text);
  const kept = figures.filter((figure) => {
    const cells = GAP.length + leastCells(figure);
    if (cells > spare) return false;
    spare -= cells;
    return true;
  });
  const words = kept.map((figure) => {
    const cells = leastCells(figure);
    const form = fittingRow(cells + spare, ...figure.forms);
    spare -= rowWidth(form) - cells;
    return form;
  });
  return joinRows([row(status), ...words], room, span(GAP));
}

function leastCells({ forms }: StopFigure): number {
  return Math.min(...forms.map(rowWidth));
}
