import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { cellWidth } from '../../../ui/text/cells.ts';
import { styledCells } from './styled-cells.ts';

type Write = {
  readonly type: 'write';
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly transformers: readonly ((line: string, row: number) => string)[];
};

type Operation = Write | { readonly type: 'clip' | 'unclip' };

type Frame = { readonly output: string; readonly height: number };

/** Ink's own, as far as it is needed here. */
type Output = {
  readonly operations: readonly Operation[];
  readonly width: number;
  readonly height: number;
  write(x: number, y: number, text: string, options: Pick<Write, 'transformers'>): void;
  get(): Frame;
};

type OutputClass = new (size: Pick<Output, 'width' | 'height'>) => Output;

/** A text in a row of the frame, from a column on. */
type Piece = Pick<Write, 'x' | 'text'>;

const ink = pathToFileURL(createRequire(import.meta.url).resolve('ink'));
const { default: InkOutput } = (await import(new URL('output.js', ink).href)) as {
  readonly default: OutputClass;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: a style begins with ESC.
const STYLE = /\u001b\[[\d;]*m/g;

/**
 * Joins the texts of a row where Ink takes each of a frame's 8,000 cells apart and puts them
 * together again: a key is on the screen in a fifth of the time. The terminal shows the same, as
 * long as a text closes the styles that it opens. What is cut off is left to Ink.
 */
// biome-ignore lint/style/noDefaultExport: Ink imports its own as a default.
export default class RowOutput extends InkOutput {
  override get(): Frame {
    const { width, height } = this;
    const rows = piecesByRow(this.operations, height);
    if (rows === null) return super.get();
    const output = rows.map((pieces) => ownRow(pieces, width) ?? inkRow(pieces, width));
    return { output: output.join('\n'), height };
  }
}

/** `null` where a clip, or a style over several lines, makes rows more than their texts. */
function piecesByRow(
  operations: readonly Operation[],
  height: number,
): readonly (readonly Piece[])[] | null {
  const rows: Piece[][] = Array.from({ length: height }, () => []);
  for (const operation of operations) {
    if (operation.type !== 'write') return null;
    const { x, y, text, transformers } = operation;
    const lines = text.split('\n');
    if (lines.length > 1 && text.includes('\u001b')) return null;
    for (const [index, line] of lines.entries()) {
      const shown = transformers.reduce((before, transform) => transform(before, index), line);
      if (shown !== '') rows[y + index]?.push({ x, text: shown });
    }
  }
  return rows;
}

function ownRow(pieces: readonly Piece[], width: number): string | null {
  const joined = joinedRow(pieces, width);
  if (joined !== null) return joined;
  const laid = laidOver(pieces, width);
  return laid === null ? null : joinedRow(laid, width);
}

/**
 * What is seen of texts of which the later lie over the earlier, from left to right; `null` where
 * one reaches beyond the row or lies across a wide character.
 */
function laidOver(pieces: readonly Piece[], width: number): readonly Piece[] | null {
  let seen: readonly Piece[] = [];
  for (const piece of pieces) {
    const { x } = piece;
    const end = endOf(piece);
    if (x < 0 || end > width) return null;
    const around: Piece[] = [];
    for (const below of seen) {
      const parts = [
        { from: below.x, to: Math.min(x, endOf(below)) },
        { from: Math.max(end, below.x), to: endOf(below) },
      ].filter(({ from, to }) => from < to);
      for (const { from, to } of parts) {
        const text = styledCells(below.text, from - below.x, to - below.x);
        if (text === null) return null;
        around.push({ x: from, text });
      }
    }
    seen = [...around, piece].sort((left, right) => left.x - right.x);
  }
  return seen;
}

function endOf({ x, text }: Piece): number {
  return x + cellWidth(text.replaceAll(STYLE, ''));
}

/** `null` unless the texts stand one after the other. */
function joinedRow(pieces: readonly Piece[], width: number): string | null {
  let row = '';
  let end = 0;
  for (const piece of pieces) {
    const { x, text } = piece;
    if (x < end || x > width) return null;
    row += ' '.repeat(x - end) + text;
    end = endOf(piece);
  }
  return row.trimEnd();
}

function inkRow(pieces: readonly Piece[], width: number): string {
  const output = new InkOutput({ width, height: 1 });
  for (const { x, text } of pieces) output.write(x, 0, text, { transformers: [] });
  return output.get().output;
}
