import { cellWidth, wrapCells } from '../text/cells.ts';
import { fittingRow } from '../text/fitting-row.ts';
import { bar } from '../text/graphs.ts';
import { fitRow, type Row, row, rowWidth, span, spreadRow } from '../text/row.ts';
import type { PaneArea } from './pane-area.ts';
import type { Stop, StopFigure } from './road-stop.ts';

/** Narrower, the words in a stop would fall apart. */
export const LEAST_STOP_CELLS = 18;
export const WIDEST_STOP_CELLS = 28;

/** Rows of words in a stop. */
const BODY_ROWS = 4;
export const BOX_ROWS = BODY_ROWS + 2;

/** Cells that border and padding take. */
const CHROME_CELLS = 4;
/** Cells of a bar with something to tell. */
const LEAST_BAR_CELLS = 3;

/** A stop in a box of `cells` width; the one that the others wait for has a heavier border and the word. */
export function stopBox(
  stop: Stop & { readonly isSlowest: boolean },
  cells: number,
  area: PaneArea,
): readonly Row[] {
  const { glyphs } = area;
  const border = stop.isSlowest ? glyphs.heavy : glyphs.thin;
  const tone = stop.isSlowest ? 'strong' : 'quiet';
  const width = cells - CHROME_CELLS;
  const body = bodyRows(stop, width, area);
  const { horizontal, vertical } = border;
  const line = (left: string, words: string, right: string): Row => {
    const rest = Math.max(0, cells - 2 - cellWidth(words));
    return row(
      span(left, tone),
      span(words, 'strong'),
      span(horizontal.repeat(rest) + right, tone),
    );
  };
  const name = `${horizontal} ${stop.name} `;
  const note = stop.isSlowest ? `${horizontal} slowest ` : '';
  return [
    line(border.topLeft, name, border.topRight),
    ...Array.from({ length: BODY_ROWS }, (_, index) =>
      row(
        span(`${vertical} `, tone),
        ...fitRow(body[index] ?? [], width, glyphs.ellipsis),
        span(` ${vertical}`, tone),
      ),
    ),
    line(border.bottomLeft, note, border.bottomRight),
  ];
}

function bodyRows({ status, figures }: Stop, width: number, area: PaneArea): readonly Row[] {
  const [first = '', ...more] = wrapCells(status.text, width);
  const lines = more.length === 0 ? [first] : [first, more.join(' ')];
  return [
    ...lines.map((line) => row(span(line, status.tone))),
    ...figures.map((figure) => figureRow(figure, width, area)),
  ];
}

/** The words, and behind them a bar of how full it is. */
function figureRow({ forms, fill }: StopFigure, width: number, { glyphs }: PaneArea): Row {
  const words = fittingRow(width, ...forms);
  const left = width - rowWidth(words) - 1;
  if (fill === undefined || left < LEAST_BAR_CELLS) return words;
  const filled = bar(fill, left, glyphs);
  const empty = glyphs.toDo.repeat(Math.max(0, left - cellWidth(filled)));
  return spreadRow(words, row(span(filled, 'accent'), span(empty, 'quiet')), width);
}
