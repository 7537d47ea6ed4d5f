import { Text } from 'ink';
import { paintRow, type Row } from '../text/row.ts';
import type { Theme } from '../theme.ts';

type RowLineProps = { readonly row: Row; readonly theme: Theme };

/** One row of the terminal as one text; it must be made to fit before. */
export function RowLine({ row, theme }: RowLineProps) {
  return <Text wrap="truncate">{paintRow(row, theme) || ' '}</Text>;
}
