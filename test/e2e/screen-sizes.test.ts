import { expect, test } from 'vitest';
import { createWorkspace } from '../support/cli/workspace.ts';
import { untilWholeFrame } from '../support/terminal/frame-faults.ts';
import { demo } from '../support/terminal/operator.ts';
import { openEmbeddedPlace } from '../support/terminal/screen-place.ts';
import { startScreen } from '../support/terminal/start-screen.ts';
import { resizeStories } from './screen-stories/resize-stories.ts';

resizeStories(openEmbeddedPlace);

test.each([
  [160, 50],
  [120, 40],
  [80, 24],
  [60, 16],
  [40, 10],
  [20, 5],
])('at %i×%i every pane, the help and a dialog keep within the screen', async (columns, rows) => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { columns, rows, args: demo(1_000) });
  await screen.untilScreen('a first pane', (text) => /caught|started|Producer/.test(text));

  for (const pane of ['1', '2', '3', '4', '5', '6', '7']) {
    const before = screen.text();
    screen.press(pane);
    await screen.untilScreen(`pane ${pane}`, (text) => text !== before);
    await untilWholeFrame(screen);
  }
  screen.press('?');
  const help = await screen.untilShown('Keys');
  const wraps = screen.terminal.wrappedRows();

  expect(help.split('\n')).toHaveLength(rows);
  expect(wraps).toEqual([]);
});
