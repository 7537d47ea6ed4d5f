import type { Row } from '../../../src/ui/text/row.ts';

/** A row as an operator reads it. */
export function rowText(row: Row): string {
  return row
    .map(({ text }) => text)
    .join('')
    .trimEnd();
}
