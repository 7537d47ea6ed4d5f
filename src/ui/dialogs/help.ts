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
): Pick<DialogText, 'rows' | 'keptWithNext'> {
  const all = [...new Set(KEYMAP.map(({ group }) => group))];
  const groups = all.filter((group) => group !== 'Spark' || spark !== null);
  const blocks = groups.map((group) => groupBlocks(group, width));
  return {
    rows: blocks.flatMap((block, index) => [...(index === 0 ? [] : [[]]), ...block.flat()]),
    keptWithNext: new Set(blocks.flat().flatMap((rows) => rows.slice(0, -1))),
  };
}

/** The rows of each key, those of the first one under the name of the group. */
function groupBlocks(group: string, width: number): readonly (readonly Row[])[] {
  const entries = KEYMAP.filter((binding) => binding.group === group).map((binding) =>
    keyRows(keysText(binding), binding.label, width),
  );
  const heading: Row = [span(group, 'accent')];
  return entries.map((rows, index) => (index === 0 ? [heading, ...rows] : rows));
}

function keyRows(keys: string, label: string, width: number): readonly Row[] {
  const isBeside = width >= BESIDE_FROM;
  const cells = isBeside ? KEYS_CELLS : INDENT;
  const lines = wrapCells(label, Math.max(1, width - cells));
  const below = lines.map((line) => [span(' '.repeat(cells)), span(line)]);
  const keyRow = [span(keys.padEnd(cells), 'strong'), span(isBeside ? (lines[0] ?? '') : '')];
  return [keyRow, ...below.slice(isBeside ? 1 : 0)];
}
