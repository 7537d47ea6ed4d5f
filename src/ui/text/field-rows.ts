import { cellWidth } from './cells.ts';
import { fittingRow } from './fitting-row.ts';
import { joinRows, type Row, row, rowWidth, type Span, span, spreadRow } from './row.ts';

/** A name and its value at the two ends of a column; what is short is for a narrow one. */
export type Field = readonly [
  name: string,
  value: Span | string,
  shortName?: string,
  shortValue?: Span | string,
];

const GAP = '  ';
const LEAST_COLUMN = 14;
/** A field alone stands in the column that it has beside others. */
const LEAST_COLUMNS = 2;
/** A name is short or not whatever its value is now. */
const VALUE_CELLS = 7;
/** In a wider column a value would be too far from its name. */
const WIDEST_COLUMN = 34;

/** Fields side by side in columns of one width; a long name gives way to its value, none is cut. */
export function fieldRow(fields: readonly Field[], width: number): Row {
  const columns = Math.max(LEAST_COLUMNS, fields.length);
  const gaps = GAP.length * (columns - 1);
  const column = Math.min(WIDEST_COLUMN, Math.floor((width - gaps) / columns));
  const cells = fields.map(([name, value, shortName = name]) => {
    const right = row(value);
    const least = Math.max(VALUE_CELLS, rowWidth(right));
    const left = column < cellWidth(name) + 1 + least ? shortName : name;
    return { left, right, width: cellWidth(left) + 1 + rowWidth(right) };
  });
  const hasRoom = column >= LEAST_COLUMN && cells.every((cell) => cell.width <= column);
  if (!hasRoom) return flowing(fields, width);
  return cells.flatMap(({ left, right }, index) => {
    const spread = spreadRow([span(left, 'quiet')], right, column);
    return index === 0 ? spread : [span(GAP), ...spread];
  });
}

/** Without room for columns: one after the other, as many as fit. */
function flowing(fields: readonly Field[], width: number): Row {
  const rows = fields.map(([name, value, shortName = name, shortValue = value]) => {
    const forms = [value, shortValue].map((form) => row(span(`${shortName} `, 'quiet'), form));
    return fittingRow(width, ...forms);
  });
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
