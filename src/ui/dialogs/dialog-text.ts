import { dataText } from '../chrome/data-text.ts';
import { wrapCells } from '../text/cells.ts';
import { type Row, span } from '../text/row.ts';
import type { Theme, Tone } from '../theme.ts';

/** What a dialog's text is written on. */
export type Page = {
  /** Cells of a row. */
  readonly width: number;
  readonly theme: Theme;
};

export type DialogText = {
  /** The same in ever fewer words. */
  readonly titles: readonly string[];
  readonly rows: readonly Row[];
  /** Which of the rows say nothing without the next one, so that none of them ends a page. */
  readonly keptWithNext?: ReadonlySet<Row>;
};

/** A text over as many rows as it needs. */
export function paragraph(
  text: string,
  { width, theme }: Page,
  tone: Tone = 'plain',
): readonly Row[] {
  return wrapCells(dataText(text, theme), width).map((line) => [span(line, tone)]);
}

const NAME_CELLS = 11;

/** `name  text`, the text indented where it needs more than one row. */
export function namedRows(name: string, text: string, { width, theme }: Page): readonly Row[] {
  const lines = wrapCells(dataText(text, theme), Math.max(1, width - NAME_CELLS));
  return lines.map((line, index) => [
    span((index === 0 ? name : '').padEnd(NAME_CELLS), 'quiet'),
    span(line),
  ]);
}

/** A key and what it does, indented behind it where that needs more than one row. */
export function keyedRows(key: string, text: string, { width }: Page): readonly Row[] {
  const lines = wrapCells(text, Math.max(1, width - key.length - 1));
  return lines.map((line, index) => [
    span(index === 0 ? key : ' '.repeat(key.length), 'strong'),
    span(` ${line}`),
  ]);
}
