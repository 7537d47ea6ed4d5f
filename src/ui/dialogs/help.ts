import type { ConsoleState } from '../../state/store.ts';
import { KEYMAP, keysText } from '../keymap.ts';
import { wrapCells } from '../text/cells.ts';
import { type Row, span } from '../text/row.ts';

const KEYS_CELLS = 18;
/** Narrower, what a key does stands below it. */
const BESIDE_FROM = 40;
const INDENT = 2;

/** The key table, group by group, without keys for a Spark that is not used. */
export function helpRows(width: number, { spark }: Pick<ConsoleState, 'spark'>): readonly Row[] {
  const all = [...new Set(KEYMAP.map(({ group }) => group))];
  const groups = all.filter((group) => group !== 'Spark' || spark !== null);
  return groups.flatMap((group, index) => [
    ...(index === 0 ? [] : [[]]),
    [span(group, 'accent')],
    ...KEYMAP.filter((binding) => binding.group === group).flatMap((binding) =>
      keyRows(keysText(binding), binding.label, width),
    ),
  ]);
}

function keyRows(keys: string, label: string, width: number): readonly Row[] {
  const isBeside = width >= BESIDE_FROM;
  const cells = isBeside ? KEYS_CELLS : INDENT;
  const lines = wrapCells(label, Math.max(1, width - cells));
  const below = lines.map((line) => [span(' '.repeat(cells)), span(line)]);
  const keyRow = [span(keys.padEnd(cells), 'strong'), span(isBeside ? (lines[0] ?? '') : '')];
  return [keyRow, ...below.slice(isBeside ? 1 : 0)];
}
