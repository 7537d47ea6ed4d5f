import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(new URL('../../fixtures/hard-rows.csv', import.meta.url));

/**
 * Made-up rows that are hard for parsers and terminals: scripts of every width and direction,
 * marks that combine, characters without width, escape sequences, quotes, words that read as numbers.
 */
export const hardRows = readFileSync(path, 'utf8');

/** The same rows again and again. */
export function repeatedHardRows(times: number): string {
  const header = hardRows.slice(0, hardRows.indexOf('\n') + 1);
  return header + hardRows.slice(header.length).repeat(times);
}
