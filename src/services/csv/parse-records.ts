import { CsvError, type Options, parse } from 'csv-parse/sync';
import { ConsoleError } from '../../domain/errors.ts';
import type { RejectReason } from '../../domain/row-check.ts';

const OPTIONS: Options = {
  record_delimiter: ['\r\n', '\n'],
  relax_column_count: true,
  skip_empty_lines: true,
};

const FAULTS: Readonly<Record<string, RejectReason>> = {
  CSV_QUOTE_NOT_CLOSED: 'quote-not-closed',
  CSV_INVALID_CLOSING_QUOTE: 'quote-misplaced',
  INVALID_OPENING_QUOTE: 'quote-misplaced',
};

/** Why the parser gave up, and in which column. */
export type ParserFault = {
  readonly reason: RejectReason;
  /** Zero-based. */
  readonly column: number;
};

/**
 * Hands over the records in `bytes` one by one with the offset after each, its line break included.
 * Blank lines are no records.
 *
 * @param accept - says whether to go on to the next record
 * @returns what is wrong with the first record that was not handed over, if the parser says so
 */
export function parseRecords(
  bytes: Buffer,
  accept: (fields: readonly string[], end: number) => boolean,
): ParserFault | null {
  const stop = new Error('enough');
  try {
    parse(bytes, {
      ...OPTIONS,
      on_record: (fields: string[], { bytes: end }) => {
        // csv-parse has no other way to end a run at once than an error.
        if (!accept(fields, end)) throw stop;
        return null;
      },
    });
    return null;
  } catch (error) {
    if (error === stop) return null;
    if (error instanceof CsvError) return faultOf(error);
    throw error;
  }
}

function faultOf(error: CsvError): ParserFault {
  const reason = FAULTS[error.code];
  if (reason === undefined) {
    throw new ConsoleError('INTERNAL', `Unexpected CSV parser error ${error.code}`, {
      cause: error,
    });
  }
  return { reason, column: Number(error['column']) };
}
