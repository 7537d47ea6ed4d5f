import { isUtf8 } from 'node:buffer';
import {
  MAX_RAW_BYTES,
  MAX_ROW_BYTES,
  type ReadRow,
  type RowPosition,
  type RowVerdict,
  rejected,
} from '../../domain/row-check.ts';
import type { RowCells } from '../../domain/row-checker.ts';
import {
  countLineBreaks,
  firstLine,
  laterLines,
  passBlankLines,
  withoutLineBreak,
} from './line-breaks.ts';
import { parseLines } from './parse-lines.ts';
import { type ParserFault, parseRecords } from './parse-records.ts';

/** Header of the file and the check that follows from it. */
export type RowChecker = {
  readonly columns: readonly string[];
  readonly check: (cells: RowCells) => RowVerdict;
};

/**
 * The rows in `block`, which begins at `from` and ends after a line break or with the file, up to
 * the first one that needs `readHardRow`: a parser error, or a quote that was left open. `next` is
 * the end of the block, or where that row begins.
 */
export function readBlock(
  block: Buffer,
  from: RowPosition,
  { columns, check }: RowChecker,
): { readonly rows: readonly ReadRow[]; readonly next: RowPosition } {
  const rows: ReadRow[] = [];
  const isBlockUtf8 = isUtf8(block);
  let next = from;
  const nextRow = () => passBlankLines(block, next.byte - from.byte, next);
  parseLines(block, (fields, end) => {
    const start = nextRow();
    const bytes = block.subarray(start.byte - from.byte, end);
    if (hasLeftQuoteOpen(bytes, fields, columns)) return false;
    const cells = { fields, isUtf8: isBlockUtf8 || isUtf8(bytes), recordId: start.recordId };
    const row = toReadRow(bytes, start, check(cells));
    rows.push(row);
    next = row.next;
    return true;
  });
  return { rows, next: nextRow() };
}

/** Bytes that `readHardRow` must see of a row, if the file has them: the longest one with CR and LF. */
export const HARD_ROW_BYTES = MAX_ROW_BYTES + 2;

/**
 * The row that begins `bytes`, whatever it is. Where the parser fails, only the first physical line
 * is rejected and the next row begins on the next line: an unclosed quote would swallow good rows.
 * A row of several lines is treated the same way if its number of columns is wrong, or if one of
 * its later lines has, by itself, as many columns as a row: a quote was left open there, and
 * another row's quote happened to close it.
 *
 * @param bytes - exactly the next `HARD_ROW_BYTES` bytes, or fewer at the end of the file, so that
 *   the verdict depends on the file alone and not on how it was read; the first line is not too long
 */
export function readHardRow(bytes: Buffer, start: RowPosition, checker: RowChecker): ReadRow {
  const { columns, check } = checker;
  const line = firstLine(bytes);
  let row: ReadRow | undefined;
  const fault = parseRecords(bytes, (fields, end) => {
    const rowBytes = bytes.subarray(0, end);
    const cells = { fields, isUtf8: isUtf8(rowBytes), recordId: start.recordId };
    if (withoutLineBreak(rowBytes).length > MAX_ROW_BYTES) {
      const verdict = rejected('record-too-large', '', `more than ${MAX_ROW_BYTES} bytes`);
      row = toReadRow(line, start, verdict);
    } else if (!hasLeftQuoteOpen(rowBytes, fields, columns)) {
      row = toReadRow(rowBytes, start, check(cells));
    } else if (fields.length !== columns.length) {
      row = toReadRow(line, start, check(cells));
    } else {
      const column = fields.findIndex((field) => field.includes('\n'));
      row = toReadRow(line, start, parserVerdict({ reason: 'quote-not-closed', column }, columns));
    }
    return false;
  });
  return row ?? toReadRow(line, start, parserVerdict(fault, columns));
}

function hasLeftQuoteOpen(
  bytes: Buffer,
  fields: readonly string[],
  columns: readonly string[],
): boolean {
  const later = laterLines(bytes);
  if (later.length === 0) return false;
  return fields.length !== columns.length || holdsRow(later, columns.length);
}

function holdsRow(lines: Buffer, columnCount: number): boolean {
  for (let left = lines; left.length > 0; left = laterLines(left)) {
    if (isRowLike(firstLine(left), columnCount)) return true;
  }
  return false;
}

function isRowLike(line: Buffer, columnCount: number): boolean {
  // Spares nearly every line of text the parser.
  if (line.toString('latin1').split(',').length < columnCount) return false;
  let count = 0;
  parseRecords(line, (fields) => {
    count = fields.length;
    return false;
  });
  return count === columnCount;
}

function parserVerdict(fault: ParserFault | null, columns: readonly string[]): RowVerdict {
  if (fault === null) throw new RangeError('No row where one was said to begin');
  return rejected(fault.reason, columns[fault.column] ?? '', '');
}

/** A line over 1 MiB, of which only the beginning was kept. */
export function toOversizedRow(
  beginning: Buffer,
  lineBytes: { readonly content: number; readonly total: number },
  start: RowPosition,
): ReadRow {
  return {
    recordId: start.recordId,
    line: start.line,
    next: {
      recordId: start.recordId + 1,
      byte: start.byte + lineBytes.total,
      line: start.line + 1,
    },
    verdict: rejected('record-too-large', '', `${lineBytes.content} bytes`),
    raw: Buffer.from(beginning.subarray(0, MAX_RAW_BYTES)),
  };
}

function toReadRow(bytes: Buffer, start: RowPosition, verdict: RowVerdict): ReadRow {
  return {
    recordId: start.recordId,
    line: start.line,
    next: {
      recordId: start.recordId + 1,
      byte: start.byte + bytes.length,
      line: start.line + countLineBreaks(bytes),
    },
    verdict,
    // A copy: the row outlives its block.
    raw: verdict.ok ? null : Buffer.from(withoutLineBreak(bytes)),
  };
}
