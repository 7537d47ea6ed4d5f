import { ConsoleError } from '../../domain/errors.ts';
import type { LetterFilter } from '../../state/commands/dlq/letter-filter.ts';

/** What stands on the command line about which dead letters are meant. */
export type LetterChoice = {
  readonly reason?: string | undefined;
  readonly column?: string | undefined;
  readonly datasetSha?: string | undefined;
  /** Row numbers with commas between. */
  readonly row?: string | undefined;
};

/** @throws `CONFIG_INVALID` */
export function filterOf({ reason, column, datasetSha, row }: LetterChoice): LetterFilter {
  return {
    ...(reason !== undefined && { reason }),
    ...(column !== undefined && { column }),
    ...(datasetSha !== undefined && { datasetSha: datasetPrefix(datasetSha) }),
    ...(row !== undefined && { rows: new Set(row.split(',').map(rowNumber)) }),
  };
}

function datasetPrefix(text: string): string {
  if (/^[0-9a-fA-F]{4,64}$/.test(text)) return text;
  throw usage(`--dataset-sha is no beginning of a SHA-256: ${JSON.stringify(text)}`);
}

function rowNumber(text: string): number {
  if (/^\d{1,15}$/.test(text.trim())) return Number(text);
  throw usage(`--row is no row number: ${JSON.stringify(text)}`);
}

export type LetterPlace =
  | { readonly row: number }
  | { readonly partition: number; readonly offset: number };

/**
 * Where one letter is: `17`, the row's `record_id`, or `0:42`, partition and offset.
 *
 * @throws `CONFIG_INVALID`
 */
export function placeOf(text: string): LetterPlace {
  const place = /^(?:(\d{1,9}):)?(\d{1,15})$/.exec(text);
  if (place === null) throw usage(`No row number and no partition:offset: ${JSON.stringify(text)}`);
  const [, partition, number] = place;
  if (partition === undefined) return { row: Number(number) };
  return { partition: Number(partition), offset: Number(number) };
}

function usage(message: string): ConsoleError {
  return new ConsoleError('CONFIG_INVALID', message, {
    hint: 'trackdeck dlq list shows rows, offsets, reasons, columns and data sets.',
  });
}
