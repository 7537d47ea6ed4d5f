import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { ConsoleError } from '../../domain/errors.ts';
import { createRowCheck } from '../../domain/row-checker.ts';
import type { RepairedRow } from '../ports.ts';
import { parseHeader } from './header.ts';

const RECORD_ID = 'record_id';
const RAW = 'raw';
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';

/**
 * Rows that an operator has mended, each with its `record_id`: a copy of `rejects.csv` with the
 * `raw` column put right, or a CSV with the columns of the data set and `record_id`. The file is
 * held in memory.
 *
 * @throws `CONFIG_INVALID` when it cannot be read, `REPAIR_INVALID` when it is neither
 */
export async function readRepairedRows(path: string): Promise<readonly RepairedRow[]> {
  const [header = [], ...lines] = parseLines(await readBytes(path), path);
  const idAt = header.indexOf(RECORD_ID);
  if (idAt === -1) throw invalid(path, `has no column ${RECORD_ID}`);
  const rawAt = header.indexOf(RAW);
  const check = rawAt === -1 ? checkUnder(header, path) : undefined;
  const rows = lines.map((cells, index): RepairedRow => {
    const recordId = recordIdOf(cells[idAt] ?? '', path, index + 2);
    if (check !== undefined) return { recordId, verdict: check(cells, recordId) };
    return { recordId, raw: Buffer.from(cells[rawAt] ?? '', 'latin1') };
  });
  requireDistinct(rows, path);
  return rows;
}

async function readBytes(path: string): Promise<string> {
  try {
    return (await readFile(path)).toString('latin1').replace(BYTE_ORDER_MARK, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConsoleError('CONFIG_INVALID', `Cannot read ${path} (${code}), given with --from`, {
      hint: 'Give the path of a CSV with the repaired rows.',
      cause: error,
      context: { path },
    });
  }
}

/** In Latin-1, where every byte is one character: `raw` need not be UTF-8. */
function parseLines(text: string, path: string): readonly (readonly string[])[] {
  try {
    return parse(text, {
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw invalid(path, `is no CSV: ${error.message}`, error);
  }
}

/** The check for cells that are still Latin-1 text. */
function checkUnder(header: readonly string[], path: string) {
  const columns = parseHeader(Buffer.from(header.join(','), 'latin1'), path);
  const check = createRowCheck(columns);
  return (cells: readonly string[], recordId: number) => {
    const bytes = cells.map((cell) => Buffer.from(cell, 'latin1'));
    const fields = bytes.map((cell) => cell.toString());
    return check({ fields, isUtf8: bytes.every((cell) => isUtf8(cell)), recordId });
  };
}

function recordIdOf(text: string, path: string, record: number): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalid(path, `has no ${RECORD_ID} in record ${record}: ${JSON.stringify(text)}`);
}

function requireDistinct(rows: readonly RepairedRow[], path: string): void {
  const seen = new Set<number>();
  for (const { recordId } of rows) {
    if (seen.has(recordId)) throw invalid(path, `repairs row ${recordId} twice`);
    seen.add(recordId);
  }
}

function invalid(path: string, what: string, cause?: unknown): ConsoleError {
  return new ConsoleError('REPAIR_INVALID', `${path} ${what}`, {
    hint: 'Take the lines to repair from rejects.csv and put their raw column right, or give record_id and the columns of the data set.',
    cause,
    context: { path },
  });
}
