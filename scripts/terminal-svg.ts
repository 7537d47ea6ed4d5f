import type { Cell } from '../test/support/terminal/virtual-terminal.ts';
import { glyphShape } from './glyph-shape.ts';

const CELL = { width: 8.4, height: 18 } as const;
const FONT_SIZE = 14;
/** From the top of a cell to the line its letters stand on. */
const BASELINE = 13.5;
const MARGIN = 16;
const PAPER = '#11151a';
const INK = '#d3d7de';

/** A picture of a terminal's cells, each exactly in its place whatever font draws it. */
export function terminalSvg(rows: readonly (readonly Cell[])[], title: string): string {
  const columns = rows[0]?.length ?? 0;
  const width = round(columns * CELL.width + 2 * MARGIN);
  const height = round(rows.length * CELL.height + 2 * MARGIN);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${PAPER}"/>`,
    `<g transform="translate(${MARGIN} ${MARGIN})" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="${FONT_SIZE}">`,
    ...rows.flatMap(rowElements),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

type Style = { readonly ink: string; readonly paper: string; readonly attributes: string };

function rowElements(row: readonly Cell[], index: number): readonly string[] {
  return runsOf(row).flatMap(({ column, cells, style }) => {
    const place: Place = { x: column * CELL.width, y: index * CELL.height };
    const papers =
      style.paper === PAPER
        ? []
        : [rect(place, cells.length * CELL.width, CELL.height, style.paper)];
    return [...papers, ...inkElements(cells, place, style)];
  });
}

type Place = { readonly x: number; readonly y: number };
type Run = { readonly column: number; readonly cells: Cell[]; readonly style: Style };

/** Neighbouring cells of one style; what is drawn as a shape stands apart from what is written. */
function runsOf(row: readonly Cell[]): readonly Run[] {
  const runs: Run[] = [];
  row.forEach((cell, column) => {
    const style = styleOf(cell);
    const last = runs.at(-1);
    const [neighbour] = last?.cells ?? [];
    const isSame =
      last !== undefined &&
      neighbour !== undefined &&
      JSON.stringify(last.style) === JSON.stringify(style) &&
      isShape(neighbour) === isShape(cell);
    if (isSame) last.cells.push(cell);
    else runs.push({ column, cells: [cell], style });
  });
  return runs;
}

function isShape({ text }: Cell): boolean {
  return glyphShape(text) !== undefined;
}

function inkElements(cells: readonly Cell[], { x, y }: Place, style: Style): readonly string[] {
  const [first] = cells;
  if (first === undefined) return [];
  if (!isShape(first)) {
    return writtenPieces(cells).flatMap(({ index, cells }) =>
      textElement(cells, { x: x + index * CELL.width, y }, style),
    );
  }
  return repeatsOf(cells).flatMap(({ text, index, count }) =>
    (glyphShape(text) ?? []).flatMap((part) => {
      const top = y + part.top * CELL.height;
      const height = part.height * CELL.height;
      const draw = (left: number, width: number) =>
        rect({ x: x + left * CELL.width, y: top }, width * CELL.width, height, style.ink);
      // One rectangle from edge to edge: two that touch show a seam.
      if (part.left === 0 && part.width === 1) return [draw(index, count)];
      return Array.from({ length: count }, (_, step) => draw(index + step + part.left, part.width));
    }),
  );
}

type Repeat = { readonly text: string; readonly index: number; count: number };

/** The same character several times in a row, as one. */
function repeatsOf(cells: readonly Cell[]): readonly Repeat[] {
  const repeats: Repeat[] = [];
  cells.forEach(({ text }, index) => {
    const last = repeats.at(-1);
    if (last?.text === text) last.count += 1;
    else repeats.push({ text, index, count: 1 });
  });
  return repeats;
}

type Piece = { readonly index: number; readonly cells: Cell[] };

/** Wide characters apart from the others: a font that draws them narrower would shift these. */
function writtenPieces(cells: readonly Cell[]): readonly Piece[] {
  const isWide = (index: number) => cells[index]?.text === '' || cells[index + 1]?.text === '';
  const pieces: Piece[] = [];
  cells.forEach((cell, index) => {
    const last = pieces.at(-1);
    if (last !== undefined && isWide(last.index) === isWide(index)) last.cells.push(cell);
    else pieces.push({ index, cells: [cell] });
  });
  return pieces;
}

function textElement(
  cells: readonly Cell[],
  { x, y }: Place,
  { ink, attributes }: Style,
): readonly string[] {
  const text = cells.map((cell) => cell.text).join('');
  if (text.trim() === '') return [];
  const length = round(cells.length * CELL.width);
  return [
    `<text x="${round(x)}" y="${round(y + BASELINE)}" textLength="${length}" lengthAdjust="spacingAndGlyphs" xml:space="preserve" fill="${ink}"${attributes}>${escaped(text)}</text>`,
  ];
}

function rect({ x, y }: Place, width: number, height: number, fill: string): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${fill}"/>`;
}

function styleOf(cell: Cell): Style {
  const [ink, paper] = [colour(cell.foreground, INK), colour(cell.background, PAPER)];
  const attributes = [
    cell.isBold ? ' font-weight="bold"' : '',
    cell.isDim ? ' opacity="0.6"' : '',
    cell.isUnderlined ? ' text-decoration="underline"' : '',
  ].join('');
  return cell.isInverse ? { ink: paper, paper: ink, attributes } : { ink, paper, attributes };
}

const SIXTEEN = [
  ...['#1c2128', '#f47067', '#57ab5a', '#c69026', '#539bf5', '#b083f0', '#39c5cf', '#909dab'],
  ...['#636e7b', '#ff938a', '#6bc46d', '#daaa3f', '#6cb6ff', '#dcbdfb', '#56d4dd', '#cdd9e5'],
];
const CUBE_STEPS = [0, 95, 135, 175, 215, 255];

/** A colour of the 256-colour palette as hexadecimal. */
function colour(value: Cell['foreground'], standard: string): string {
  if (value === null) return standard;
  if (typeof value === 'string') return value;
  if (value < 16) return SIXTEEN[value] ?? standard;
  if (value >= 232) return hex([8, 8, 8].map((grey) => grey + (value - 232) * 10));
  const index = value - 16;
  const levels = [Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6];
  return hex(levels.map((level) => CUBE_STEPS[level] ?? 0));
}

function hex(levels: readonly number[]): string {
  return `#${levels.map((level) => level.toString(16).padStart(2, '0')).join('')}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
