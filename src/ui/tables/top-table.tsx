import { Text } from 'ink';
import { type PropsWithChildren, useMemo } from 'react';
import { fitCells } from '../text/cells.ts';
import type { Theme, Tone } from '../theme.ts';
import type { FittedColumn } from './columns.ts';
import { InkTable } from './ink-table.ts';

/** Rows that ink-table is given at most: it draws a changed row anew, at several times our cost. */
export const MAX_INK_TABLE_ROWS = 10;

type TopTableProps<Item> = {
  /** With headers that differ; a column has the tone of its first cell. */
  readonly columns: readonly FittedColumn<Item>[];
  readonly items: readonly Item[];
  readonly theme: Theme;
};

/** A short table by ink-table, one line a row. */
export function TopTable<Item>({ columns, items, theme }: TopTableProps<Item>) {
  const tones = columns.map(({ cell, cells }) =>
    items.slice(0, 1).map((item) => cell(item, cells).tone),
  );
  const layout = columns
    .map(({ header, cells }, index) => `${header} ${cells} ${tones[index]}`)
    .join();
  // ink-table keeps the parts that it was mounted with: other columns are another table.
  const parts = useMemo(
    () =>
      tableParts(
        columns,
        tones.map(([tone = 'plain']) => tone),
        theme,
      ),
    [layout, theme],
  );
  const data = items.map((item) =>
    Object.fromEntries(columns.map(({ header, cell, cells }) => [header, cell(item, cells).text])),
  );
  return (
    <InkTable key={layout} data={data} columns={columns.map(({ header }) => header)} {...parts} />
  );
}

type CellProps = PropsWithChildren<{ readonly column?: number }>;

/** ink-table counts UTF-16 units and knows no alignment: its cells are fitted and painted here. */
function tableParts<Item>(
  columns: readonly FittedColumn<Item>[],
  tones: readonly Tone[],
  theme: Theme,
) {
  const { ellipsis } = theme.glyphs;
  const fitted = (children: CellProps['children'], index: number, tone: Tone) => {
    const { cells = 0, align = 'left' } = columns[index] ?? {};
    const text = fitCells(String(children).trim(), cells, { align, ellipsis });
    return <Text>{(index === 0 ? '' : ' ') + theme.paint(tone, text)}</Text>;
  };
  return {
    header: ({ children, column = 0 }: CellProps) => fitted(children, column, 'quiet'),
    cell: ({ children, column = 0 }: CellProps) =>
      fitted(children, column, tones[column] ?? 'plain'),
    skeleton: () => <></>,
  };
}
