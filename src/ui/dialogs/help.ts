import { KEYMAP, keysText } from '../keymap.ts';
import { wrapCells } from '../text/cells.ts';
import { type Row, span } from '../text/row.ts';
import type { ListExtent } from '../view/scrolling.ts';
import { type DialogSize, dialogTextRows, dialogTextWidth } from './dialog-rows.ts';

const KEYS_CELLS = 18;

/** The key table, group by group. */
export function helpRows(width: number): readonly Row[] {
  const groups = [...new Set(KEYMAP.map(({ group }) => group))];
  return groups.flatMap((group, index) => [
    ...(index === 0 ? [] : [[]]),
    [span(group, 'accent')],
    ...KEYMAP.filter((binding) => binding.group === group).flatMap((binding) => {
      const keys = keysText(binding);
      const lines = wrapCells(binding.label, Math.max(1, width - KEYS_CELLS));
      return lines.map((line, row) => [
        span((row === 0 ? keys : '').padEnd(KEYS_CELLS), 'strong'),
        span(line),
      ]);
    }),
  ]);
}

/** The rows of the help on a terminal of such a size. */
export function helpExtent({ columns, rows }: DialogSize): ListExtent {
  return { rows: helpRows(dialogTextWidth(columns)).length, visible: dialogTextRows(rows) };
}
