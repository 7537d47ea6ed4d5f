import type { TerminalProgram } from './terminal-program.ts';
import type { VirtualTerminal } from './virtual-terminal.ts';

type Corners = {
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  readonly across: string;
  readonly down: string;
};

const BORDERS: readonly Corners[] = [
  { topLeft: '┌', topRight: '┐', bottomLeft: '└', bottomRight: '┘', across: '─', down: '│' },
  { topLeft: '┏', topRight: '┓', bottomLeft: '┗', bottomRight: '┛', across: '━', down: '┃' },
];

/** What is no part of a horizontal side. */
const OTHER_LINES = new Set(BORDERS.flatMap(({ across: _, ...lines }) => Object.values(lines)));

/**
 * What is wrong with a frame: rows that wrap, boxes that do not close, edges that it does not reach;
 * each with its place.
 */
function frameFaults(terminal: VirtualTerminal): readonly string[] {
  const grid = terminal.cells().map((row) => row.map(({ text }) => text));
  const wraps = terminal.wrappedRows().map((row) => `row ${row} goes on from the one above`);
  const boxes = BORDERS.flatMap((border) => [
    ...openBoxes(grid, border),
    ...strayCorners(grid, border),
  ]);
  return [...wraps, ...boxes, ...emptyEdges(grid)];
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

type Grid = readonly (readonly string[])[];

function at(grid: Grid, row: number, column: number): string {
  return grid[row]?.[column] ?? '';
}

/** From each top left corner down, across and up again; words may stand in the top and bottom sides. */
function openBoxes(grid: Grid, border: Corners): readonly string[] {
  return cornersOf(grid, border.topLeft).flatMap(([top, left]) => {
    const bottom = endOf((step) => at(grid, top + step, left), border.down) + top;
    if (at(grid, bottom, left) !== border.bottomLeft) return [`box at ${top},${left}: left side`];
    const right = endOfBottom(grid[bottom] ?? [], left, border);
    if (right === undefined) return [`box at ${top},${left}: bottom`];
    const height = endOf((step) => at(grid, bottom - step, right), border.down);
    const isClosed = height === bottom - top && at(grid, top, right) === border.topRight;
    return isClosed ? [] : [`box at ${top},${left}: right side`];
  });
}

/** Column of the bottom right corner; between words and it, and before them, the side is drawn. */
function endOfBottom(row: readonly string[], left: number, border: Corners): number | undefined {
  const right = row.indexOf(border.bottomRight, left);
  const side = row.slice(left + 1, Math.max(right, left));
  const isSide = side.at(0) === border.across && side.at(-1) === border.across;
  return isSide && !side.some((text) => OTHER_LINES.has(text)) ? right : undefined;
}

/** Corners that belong to no box that begins on the screen. */
function strayCorners(grid: Grid, border: Corners): readonly string[] {
  const begun = cornersOf(grid, border.topLeft).length;
  return (['topRight', 'bottomLeft', 'bottomRight'] as const).flatMap((name) => {
    const count = cornersOf(grid, border[name]).length;
    return count === begun ? [] : [`${count} × ${border[name]} for ${begun} × ${border.topLeft}`];
  });
}

function cornersOf(grid: Grid, corner: string): readonly (readonly [number, number])[] {
  return grid.flatMap((row, top) =>
    row.flatMap((text, left) => (text === corner ? [[top, left] as const] : [])),
  );
}

/** Steps to the first cell that is not of the side. */
function endOf(cell: (step: number) => string, side: string): number {
  let step = 1;
  while (cell(step) === side) step += 1;
  return step;
}

/** Waits until the screen shows a frame without a fault; fails with the faults of the last one. */
export async function untilWholeFrame({ terminal, untilScreen }: TerminalProgram): Promise<void> {
  const isWhole = () => frameFaults(terminal).length === 0;
  try {
    await untilScreen('a whole frame', isWhole, { timeoutMs: 5_000 });
  } catch (error) {
    throw new Error(`${frameFaults(terminal).join('; ')}\n${(error as Error).message}`);
  }
}
