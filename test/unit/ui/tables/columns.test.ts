import { expect, test } from 'vitest';
import { type Column, fitColumns, headerRow, itemRow } from '../../../../src/ui/tables/columns.ts';
import { paintRow, type Row, span } from '../../../../src/ui/text/row.ts';
import { createTheme } from '../../../../src/ui/theme.ts';

type Item = { readonly name: string; readonly count: string };

const COLUMNS: readonly Column<Item>[] = [
  { header: 'name', align: 'left', weight: 0, flexibleFrom: 4, cell: ({ name }) => span(name) },
  { header: 'bar', align: 'left', weight: 2, width: 6, cell: () => span('███') },
  { header: 'n', align: 'right', weight: 1, cell: ({ count }) => span(count) },
];
const ITEMS: readonly Item[] = [
  { name: 'ambient', count: '1,000' },
  { name: '月海光', count: '7' },
];
const theme = createTheme({ colour: 'none', ascii: false });
const textOf = (row: Row) => paintRow(row, theme);

function table(width: number): readonly string[] {
  const fitted = fitColumns(COLUMNS, ITEMS, width);
  return [headerRow(fitted, '…'), ...ITEMS.map((item) => itemRow(fitted, item, '…'))].map(textOf);
}

test('a flexible column takes what the others leave, whatever the letters', () => {
  expect(table(22)).toEqual([
    'name      bar        n',
    'ambient   ███    1,000',
    '月海光    ███        7',
  ]);
});

test('the heaviest column is left out first', () => {
  expect(table(13)).toEqual(['name        n', 'ambient 1,000', '月海光      7']);
});

test('text that does not fit its column is cut', () => {
  expect(table(10)).toEqual(['name     n', 'amb… 1,000', '月…      7']);
});

test('the last column left is never wider than the table', () => {
  expect(table(3)).toEqual(['na…', 'am…', '月…']);
});
