import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell, csvLine, spreadsheetSafe } from '../../../src/domain/csv-format.ts';

test('a cell is quoted only when it holds a comma, a quote or a line break', () => {
  const cells = ['plain; text', 'a,b', 'say "x"', 'a\nb', 'a\rb', ''].map(csvCell);

  expect(cells).toEqual(['plain; text', '"a,b"', '"say ""x"""', '"a\nb"', '"a\rb"', '']);
});

test('any cells come back unchanged from a CSV parser', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 2 }), (cells) => {
      const [read] = parse(csvLine(cells), { record_delimiter: '\n' });

      expect(read).toEqual(cells);
    }),
  );
});

test.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx'])(
  'text that a spreadsheet would take for a formula is defused: %j',
  (text) => {
    expect(spreadsheetSafe(text)).toBe(`'${text}`);
  },
);

test('text that is no formula is left alone by the defusing', () => {
  expect(['1-1', ' =1', "'", ''].map(spreadsheetSafe)).toEqual(['1-1', ' =1', "'", '']);
});
