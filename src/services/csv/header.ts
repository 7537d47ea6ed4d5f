import { ConsoleError } from '../../domain/errors.ts';
import { TRACK_COLUMNS } from '../../domain/row-rules.ts';
import { parseRecords } from './parse-records.ts';

const DELIMITERS = { ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' } as const;

const UTF16_MARKS = ['fffe', 'feff'];

/**
 * Column names of a CSV in the file's order. Wanted are all of `TRACK_COLUMNS`, each once, in any
 * order; others are allowed, and may have no name.
 *
 * @param line - the first physical line without byte order mark and line break
 * @param name - the data set's, for messages
 * @throws `DATASET_HEADER`
 */
export function parseHeader(line: Buffer, name: string): readonly string[] {
  if (UTF16_MARKS.includes(line.toString('hex', 0, 2))) {
    throw headerError(name, 'is UTF-16 text, not UTF-8', 'Export it again as CSV in UTF-8.');
  }
  const columns = splitHeader(line, name);
  const missing = TRACK_COLUMNS.filter((column) => !columns.includes(column));
  if (missing.length > 0) throw missingColumnsError(line, missing, name);
  const repeated = TRACK_COLUMNS.filter(
    (column) => columns.indexOf(column) !== columns.lastIndexOf(column),
  );
  if (repeated.length > 0) {
    const what = `has ${listed('column', repeated)} more than once`;
    throw headerError(name, what, 'Rename or remove the columns that are repeated.');
  }
  return columns;
}

function splitHeader(line: Buffer, name: string): readonly string[] {
  let columns: readonly string[] = [];
  const fault = parseRecords(line, (fields) => {
    columns = fields;
    return false;
  });
  if (fault === null) return columns;
  const what = `has a header that is no CSV (${fault.reason} in column ${fault.column + 1})`;
  throw headerError(name, what, 'Correct the quotes in its first line.');
}

function missingColumnsError(line: Buffer, missing: readonly string[], name: string): ConsoleError {
  const text = line.toString('utf8');
  for (const [delimiter, plural] of Object.entries(DELIMITERS)) {
    const names: readonly string[] = text.split(delimiter).map((cell) => cell.replaceAll('"', ''));
    const found = TRACK_COLUMNS.filter((column) => names.includes(column)).length;
    if (found > 1 && found > TRACK_COLUMNS.length - missing.length) {
      const what = `is separated by ${plural} instead of commas`;
      throw headerError(name, what, 'Export it again with commas between the columns.');
    }
  }
  if (missing.length === TRACK_COLUMNS.length) {
    const what = `is no tracks data set: it begins with ${JSON.stringify(text.slice(0, 60))}`;
    const hint = `Give a CSV file whose first line names the columns ${TRACK_COLUMNS.join(', ')}.`;
    return headerError(name, what, hint);
  }
  const hint = 'Give the data set as it was published; the order of its columns does not matter.';
  return headerError(name, `lacks ${listed('column', missing)}`, hint);
}

function listed(noun: string, names: readonly string[]): string {
  return `the ${noun}${names.length === 1 ? '' : 's'} ${names.join(', ')}`;
}

function headerError(name: string, what: string, hint: string): ConsoleError {
  return new ConsoleError('DATASET_HEADER', `${name} ${what}`, { hint, context: { path: name } });
}
