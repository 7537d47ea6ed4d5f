import { rejected } from '../../domain/row-check.ts';
import { createRowCheck } from '../../domain/row-checker.ts';
import type { CheckRawRow } from '../ports.ts';
import { parseRecords } from './parse-records.ts';
import { HARD_ROW_BYTES, readHardRow } from './read-row.ts';

/** See `CheckRawRow`; bytes that are more than one row are rejected. */
export const checkRawRow: CheckRawRow = (raw, columns, recordId) => {
  const bytes = Buffer.from(raw);
  if (bytes.toString('latin1').trim() === '') return rejected('column-count', '', 'an empty row');
  const checker = { columns, check: createRowCheck(columns) };
  const start = { recordId, byte: 0, line: 1 };
  const { verdict, next } = readHardRow(bytes.subarray(0, HARD_ROW_BYTES), start, checker);
  const isAll = next.byte >= bytes.length;
  return isAll || !verdict.ok ? verdict : rejected('column-count', '', 'more than one row');
};

/** The cells of one row as far as the parser gets; `undefined` where it gets nowhere. */
export function rawCells(raw: Uint8Array): readonly string[] | undefined {
  let cells: readonly string[] | undefined;
  parseRecords(Buffer.from(raw), (fields) => {
    cells = fields;
    return false;
  });
  return cells;
}
