import { expect, test } from 'vitest';
import {
  cutRow,
  fitRow,
  joinRows,
  paintRow,
  row,
  span,
  spreadRow,
} from '../../../../src/ui/text/row.ts';
import { createTheme } from '../../../../src/ui/theme.ts';

const plain = createTheme({ colour: 'none', ascii: false });
const textOf = (spans: Parameters<typeof paintRow>[0]) => paintRow(spans, plain);

test('a row is cut where it ends, in the tone that it has there', () => {
  const cut = cutRow(row('pid 4711', span(' on deck-1', 'quiet')), 12, '…');

  expect(cut).toEqual([span('pid 4711'), span(' on…', 'quiet')]);
});

test('a row that ends between two pieces shows that more would follow', () => {
  expect(textOf(cutRow(row('abc', 'def'), 3, '…'))).toBe('ab…');
});

test('a short row is filled up', () => {
  expect(textOf(fitRow(row('abc'), 5, '…'))).toBe('abc  ');
});

test('two ends stand apart, and the right one goes when there is no room', () => {
  expect(textOf(spreadRow(row('lag'), row('12'), 8))).toBe('lag   12');
  expect(textOf(spreadRow(row('lag'), row('12345'), 8))).toBe('lag');
});

test('rows are joined as long as they fit, empty ones left out', () => {
  const parts = [row('one'), [], row('two'), row('three')];

  expect(textOf(joinRows(parts, 9, span('  ')))).toBe('one  two');
});

test('neighbours of one tone share their codes, blanks between them too', () => {
  const theme = createTheme({ colour: '16', ascii: false });

  const painted = paintRow(row(span('a', 'watch'), ' ', span('b', 'watch'), 'c'), theme);

  expect(painted).toBe('\u001b[33ma b\u001b[39mc');
});

test('a reversed blank is seen', () => {
  const theme = createTheme({ colour: '16', ascii: false });

  expect(paintRow(row('a', span(' ', 'reverse')), theme)).toBe('a\u001b[7m \u001b[27m');
});
