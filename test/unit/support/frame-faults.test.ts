import { expect, test } from 'vitest';
import { frameFaults } from '../../support/terminal/frame-faults.ts';
import { createVirtualTerminal } from '../../support/terminal/virtual-terminal.ts';

const PANES = [
  '┌─ 1 one ──────────┐┏━▸2 two ━━━━━━━━━┓',
  '│ left             │┃ right           ┃',
  '│                  │┃                 ┃',
  '│                  │┃                 ┃',
  '└──────────────────┘┗━━━━━━━━━━━━━━━━━┛',
];

const WITH_DIALOG = [
  '┌─ 1 one ──────────┐┏━▸2 two ━━━━━━━━━┓',
  '│ left   ┏━ Sure? ━━━━━━━━━━━┓        ┃',
  '│        ┃ 日本語            ┃        ┃',
  '│        ┗━━━━━━━━━━━━━━━━━━━┛        ┃',
  '└──────────────────┘┗━━━━━━━━━━━━━━━━━┛',
];

async function faultsOf(rows: readonly string[]): Promise<readonly string[]> {
  const terminal = createVirtualTerminal(39, rows.length);
  terminal.write(rows.join('\r\n'));
  await terminal.settled();
  return frameFaults(terminal);
}

function replaced(rows: readonly string[], row: number, from: string, to: string) {
  return rows.map((line, index) => (index === row ? line.replace(from, to) : line));
}

test('panes that close have no fault, with and without a dialog on them', async () => {
  expect(await faultsOf(PANES)).toEqual([]);
  expect(await faultsOf(WITH_DIALOG)).toEqual([]);
});

test.each([
  ['a side that is shifted by a cell', replaced(PANES, 1, 'left ', 'left')],
  ['a missing corner', replaced(PANES, 4, '┘', '─')],
  ['a stray corner', replaced(PANES, 2, '│   ', '│ ┌ ')],
  ['a bottom that words begin', replaced(PANES, 4, '└──', '└ab')],
  ['a dialog whose side is shifted', replaced(WITH_DIALOG, 2, '語 ', '語')],
  [
    'a pane beside a dialog whose side is shifted',
    replaced(WITH_DIALOG, 2, '        ┃', '       ┃ '),
  ],
  ['a row that wraps', replaced(PANES, 1, 'right', 'right, and on it goes')],
])('%s is a fault', async (_, rows) => {
  expect(await faultsOf(rows)).not.toEqual([]);
});
