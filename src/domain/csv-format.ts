const NEEDS_QUOTES = /[",\r\n]/;
const STARTS_A_FORMULA = /^[=+\-@\t\r]/;

/** One cell of a CSV line: quoted only where RFC 4180 asks for it, quotes inside doubled. */
export function csvCell(value: string): string {
  return NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** A line of CSV with its line break (LF). */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

/**
 * Text that no spreadsheet takes for a formula: `'` is put before a leading `=`, `+`, `-`, `@`, tab
 * or carriage return. For cells of text only: a negative number is no formula.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function spreadsheetSafe(text: string): string {
  return STARTS_A_FORMULA.test(text) ? `'${text}` : text;
}
