/** Texts of the cells of a screen, row by row; the right half of a wide character is an empty one. */
export type Grid = readonly (readonly string[])[];

type Place = readonly [row: number, column: number];
type Step = Place;

type Border = {
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  readonly across: string;
  readonly down: string;
};

const LIGHT: Border = {
  topLeft: '┌',
  topRight: '┐',
  bottomLeft: '└',
  bottomRight: '┘',
  across: '─',
  down: '│',
};
const HEAVY: Border = {
  topLeft: '┏',
  topRight: '┓',
  bottomLeft: '┗',
  bottomRight: '┛',
  across: '━',
  down: '┃',
};

const DOWN: Step = [1, 0];
const UP: Step = [-1, 0];
const RIGHT: Step = [0, 1];
const LEFT: Step = [0, -1];

type Corner = Exclude<keyof Border, 'across' | 'down'>;

/** Each corner's two sides, and the corner at their other end. */
const SIDES: readonly (readonly [from: Corner, step: Step, to: Corner])[] = [
  ['topLeft', RIGHT, 'topRight'],
  ['topLeft', DOWN, 'bottomLeft'],
  ['topRight', LEFT, 'topLeft'],
  ['topRight', DOWN, 'bottomRight'],
  ['bottomLeft', RIGHT, 'bottomRight'],
  ['bottomLeft', UP, 'topLeft'],
  ['bottomRight', LEFT, 'bottomLeft'],
  ['bottomRight', UP, 'topRight'],
];

/** A cell of which nothing is known, since a dialog lies on it. */
const HIDDEN = 'hidden';

/** Before the title of the pane that has the keys: the only heavy box that is no dialog. */
const FOCUS_MARK = '▸';

/** Sides that do not lead from corner to corner; where a dialog lies on them they may. */
export function openSides(grid: Grid): readonly string[] {
  const beneath = withoutDialogs(grid);
  return [LIGHT, HEAVY].flatMap((border) =>
    SIDES.flatMap(([from, step, to]) =>
      placesOf(beneath, border[from])
        .filter((corner) => !isClosed(beneath, corner, step, border, to))
        .map(([row, column]) => `no ${border[to]} for ${border[from]} at ${row},${column}`),
    ),
  );
}

function isClosed(grid: Grid, corner: Place, step: Step, border: Border, to: Corner): boolean {
  const end = at(grid, endOfSide(grid, corner, step, border));
  if (end !== border[to] && end !== HIDDEN) return false;
  // Words may stand in the sides, but not at the ends of the one below.
  const next = at(grid, [corner[0] + step[0], corner[1] + step[1]]);
  return !to.startsWith('bottom') || step[0] !== 0 || next === border.across || next === end;
}

/** The first cell that is not of the side. */
function endOfSide(grid: Grid, from: Place, [down, right]: Step, border: Border): Place {
  const isSide = (text: string | undefined) =>
    right === 0 ? text === border.down : text !== undefined && !ENDS.has(text);
  let [row, column] = [from[0] + down, from[1] + right];
  while (isSide(at(grid, [row, column]))) [row, column] = [row + down, column + right];
  return [row, column];
}

/** What is no part of a horizontal side. */
const ENDS = new Set([
  HIDDEN,
  ...[LIGHT, HEAVY].flatMap(({ across: _, ...lines }) => Object.values(lines)),
]);

/** Whole boxes that lie on others are hidden. */
function withoutDialogs(grid: Grid): Grid {
  const dialogs = placesOf(grid, HEAVY.topLeft)
    .map((topLeft) => dialogAt(grid, topLeft))
    .filter((dialog) => dialog !== undefined);
  const isHidden = (row: number, column: number) =>
    dialogs.some(
      ([[top, left], [bottom, right]]) =>
        row >= top && row <= bottom && column >= left && column <= right,
    );
  return grid.map((cells, row) =>
    cells.map((text, column) => (isHidden(row, column) ? HIDDEN : text)),
  );
}

/** Top left and bottom right corner of the dialog that begins here, where all its sides meet. */
function dialogAt(grid: Grid, topLeft: Place): readonly [Place, Place] | undefined {
  const [top, left] = topLeft;
  const [bottom] = endOfSide(grid, topLeft, DOWN, HEAVY);
  const [, right] = endOfSide(grid, topLeft, RIGHT, HEAVY);
  const meets = SIDES.every(([from, step, to]) => {
    const row = from.startsWith('top') ? top : bottom;
    const column = from.endsWith('Left') ? left : right;
    return (
      at(grid, [row, column]) === HEAVY[from] && isClosed(grid, [row, column], step, HEAVY, to)
    );
  });
  const isPane = at(grid, [top, left + 2]) === FOCUS_MARK;
  return meets && !isPane ? [topLeft, [bottom, right]] : undefined;
}

function at(grid: Grid, [row, column]: Place): string | undefined {
  return grid[row]?.[column];
}

function placesOf(grid: Grid, text: string): readonly Place[] {
  return grid.flatMap((cells, row) =>
    cells.flatMap((cell, column) => (cell === text ? [[row, column] as const] : [])),
  );
}
