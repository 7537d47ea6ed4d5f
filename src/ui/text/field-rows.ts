import { cellWidth, cutCells } from './cells.ts';
import { joinRows, type Row, row, rowWidth, type Span, span, spreadRow } from './row.ts';

/** A name and its value at the two ends of a column; the short name is for a narrow one. */
export type Field = readonly [name: string, value: Span | string, shortName?: string];

const GAP = '  ';
const LEAST_COLUMN = 14;
/** A name is short or not whatever its value is now. */
const VALUE_CELLS = 7;
/** In a wider column a value would be too far from its name. */
const WIDEST_COLUMN = 34;

/** Fields side by side in columns of one width; a name gives way to its value. */
export function fieldRow(
  fields: readonly Field[],
  { width, ellipsis }: { readonly width: number; readonly ellipsis: string },
): Row {
  const gaps = GAP.length * (fields.length - 1);
  const column = Math.min(WIDEST_COLUMN, Math.floor((width - gaps) / fields.length));
  if (column < LEAST_COLUMN) return flowing(fields, width);
  return fields.flatMap(([name, value, shortName = name], index) => {
    const right = row(value);
    const room = column - rowWidth(right) - 1;
    const isNarrow = column < cellWidth(name) + 1 + VALUE_CELLS;
    const left = cutCells(isNarrow ? shortName : name, room, ellipsis);
    const cells = spreadRow([span(left, 'quiet')], right, column);
    return index === 0 ? cells : [span(GAP), ...cells];
  });
}

/** Without room for columns: one after the other, as many as fit. */
function flowing(fields: readonly Field[], width: number): Row {
  const rows = fields.map(([name, value, shortName = name]) =>
    row(span(`${shortName} `, 'quiet'), value),
  );
  return joinRows(rows, width, span(GAP));
}

/** A name in a column of its own, then as much as there is to say. */
export function namedRow(
  name: string,
  nameWidth: number,
  ...values: readonly (Span | string)[]
): Row {
  return [span(`${name.padEnd(nameWidth)} `, 'quiet'), ...row(...values)];
}
