import { expect, test } from 'vitest';
import { askEngine, engineState } from '../support/cli/engine-client.ts';
import { createWorkspace } from '../support/cli/workspace.ts';
import { untilWholeFrame } from '../support/terminal/frame-faults.ts';
import { demo } from '../support/terminal/operator.ts';
import { openEmbeddedPlace } from '../support/terminal/screen-place.ts';
import { startScreen } from '../support/terminal/start-screen.ts';
import { resizeStories } from './screen-stories/resize-stories.ts';

resizeStories(openEmbeddedPlace);

/** Rows where, on 24 of them, all that is left of the first and the last pane stands. */
const ROWS_OF_ONE_LINE: ReadonlyMap<string, number> = new Map([
  ['1', 1],
  ['7', 22],
]);

/** Whether a pane has the keys: by the mark at its title, or since it is all that is shown. */
function hasKeys(pane: string, text: string): boolean {
  const lines = text.split('\n');
  const row = lines.length === 24 ? ROWS_OF_ONE_LINE.get(pane) : undefined;
  if (row !== undefined) return lines[row]?.startsWith('▸') === true;
  return text.includes(`▸${pane} `) || text.startsWith(`${pane} `);
}

/** Or a question in the last row, where a dialog would cover all. */
const DIALOG = /┏━ [A-Z]|\? {2}[dy] /;

test.each([
  [160, 50],
  [120, 40],
  [80, 24],
  [60, 16],
  [40, 10],
  [20, 5],
])(
  'at %i×%i every pane, the help and each dialog keep within the screen',
  async (columns, rows) => {
    const workspace = createWorkspace();
    const screen = startScreen(workspace, { columns, rows, args: demo(20_000) });
    await screen.untilScreen('a first pane', (text) => hasKeys('2', text));
    await askEngine(workspace.socketPath, 'POST', '/commands/limit-rate', { rowsPerSecond: 1_000 });

    const producing = async () =>
      (await engineState(workspace.socketPath))?.state.producer.status.name;

    for (const pane of ['1', '2', '3', '4', '5', '6', '7', '2']) {
      screen.press(pane);
      await screen.untilScreen(`pane ${pane}`, (text) => hasKeys(pane, text));
      await untilWholeFrame(screen);
    }
    const open = async (key: string, title: RegExp, close: string) => {
      screen.press(key);
      await screen.untilShown(title);
      await untilWholeFrame(screen);
      screen.press(close);
      await screen.untilScreen('no dialog', (text) => !DIALOG.test(text));
      await untilWholeFrame(screen);
    };
    await open('?', /┏━ Keys/, '?');
    await open('E', /┏━ Export/, 'escape');
    await open('I', /┏━ Start/, 'y');
    await expect.poll(producing).toBe('publishing');
    await open('X', /┏━ Stop|\? {2}y/, 'escape');
    await open('q', /┏━ Leave|Leave\? {2}d/, 'escape');
    await open('@', /┏━ (Done|Actions)/, 'escape');

    expect(screen.terminal.lines()).toHaveLength(rows);
    expect(screen.hasExited()).toBe(false);
  },
);
