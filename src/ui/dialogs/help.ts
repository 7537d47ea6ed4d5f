import type { ConsoleState } from '../../state/store.ts';
import { KEYMAP, keysText } from '../keymap.ts';
import { wrapCells } from '../text/cells.ts';
import { type Row, span } from '../text/row.ts';
import type { DialogText } from './dialog-text.ts';

const KEYS_CELLS = 18;
/** Narrower, what a key does stands below it. */
const BESIDE_FROM = 40;
const INDENT = 2;

/** The key table, group by group, without keys for a Spark that is not used. */
export function helpText(
  width: number,
  { spark }: Pick<ConsoleState, 'spark'>,
): Pick<DialogText, 'rows' | 'headings'> {
  const all = [...new Set(KEYMAP.map(({ group }) => group))];
  const groups = all.filter((group) => group !== 'Spark' || spark !== null);
  const headings = groups.map((group): Row => [span(group, 'accent')]);
  const rows = groups.flatMap((group, index) => [
    ...(index === 0 ? [] : [[]]),
    headings[index] ?? [],
    ...KEYMAP.filter((binding) => binding.group === group).flatMap((binding) =>
      keyRows(keysText(binding), binding.label, width),
    ),
  ]);
  return { rows, headings: new Set(headings) };
}

function keyRows(keys: string, label: string, width: number): readonly Row[] {
  const isBeside = width >= BESIDE_FROM;
  const cells = isBeside ? KEYS_CELLS : INDENT;
  const lines = wrapCells(label, Math.max(1, width - cells));
  const below = lines.map((line) => [span(' '.repeat(cells)), span(line)]);
  const keyRow = [span(keys.padEnd(cells), 'strong'), span(isBeside ? (lines[0] ?? '') : '')];
  return [keyRow, ...below.slice(isBeside ? 1 : 0)];
}
