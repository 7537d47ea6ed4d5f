import { type Grid, openSides } from './grid-boxes.ts';
import type { TerminalProgram } from './terminal-program.ts';
import type { VirtualTerminal } from './virtual-terminal.ts';

/**
 * What is wrong with a frame: rows that wrap, boxes that do not close, edges that it does not reach;
 * each with its place.
 */
export function frameFaults(
  terminal: Pick<VirtualTerminal, 'cells' | 'wrappedRows'>,
): readonly string[] {
  const grid = terminal.cells().map((row) => row.map(({ text }) => text));
  const wraps = terminal.wrappedRows().map((row) => `row ${row} goes on from the one above`);
  return [...wraps, ...openSides(grid), ...emptyEdges(grid)];
}

/** Smaller terminals show one pane without a border, which need not reach any edge. */
const BORDER_FROM = { columns: 34, rows: 11 } as const;

/** A frame of another size than the terminal's leaves blank what it does not know of. */
function emptyEdges(grid: Grid): readonly string[] {
  const lastColumn = (grid[0]?.length ?? 0) - 1;
  const isBordered = lastColumn >= BORDER_FROM.columns && grid.length >= BORDER_FROM.rows;
  if (!isBordered) return grid[0]?.join('').trim() === '' ? ['nothing on the first row'] : [];
  const hasRightEdge = grid.some((row) => '┐┓'.includes(row[lastColumn] || ' '));
  const hasFooter = grid.at(-1)?.join('').trim() !== '';
  return [
    ...(hasRightEdge ? [] : ['no border in the last column']),
    ...(hasFooter ? [] : ['nothing on the last row']),
  ];
}

/** Waits until the screen shows a frame without a fault; fails with the faults of the last one. */
export async function untilWholeFrame({ terminal, untilScreen }: TerminalProgram): Promise<void> {
  const isWhole = () => frameFaults(terminal).length === 0;
  try {
    await untilScreen('a whole frame', isWhole);
  } catch (error) {
    throw new Error(`${frameFaults(terminal).join('; ')}\n${(error as Error).message}`);
  }
}
