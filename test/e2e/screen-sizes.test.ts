import { expect, test } from 'vitest';
import { createWorkspace } from '../support/cli/workspace.ts';
import { untilWholeFrame } from '../support/terminal/frame-faults.ts';
import { demo, limitRate, startIngestion, untilAtRest } from '../support/terminal/operator.ts';
import { startScreen } from '../support/terminal/start-screen.ts';
import type { TerminalSize } from '../support/terminal/terminal-program.ts';

const SIZES = 220;
const SEED = 20_260_501;

/** Sizes from 20×5 to 300×100, small ones as often as large ones; the same ones every time. */
function* randomSizes(count: number): Generator<TerminalSize> {
  let state = SEED;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const between = (least: number, most: number) => Math.round(least * (most / least) ** random());
  for (let size = 0; size < count; size += 1) {
    yield { columns: between(20, 300), rows: between(5, 100) };
  }
}

test(`${SIZES} sizes, one after the other in the middle of an ingestion, all draw whole frames`, async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { args: demo(200_000) });
  await untilAtRest(screen);
  await limitRate(screen, '2,500');
  await startIngestion(screen);
  const keys = ['tab', '+', 'tab', '+'];
  let drawn = 0;

  for (const size of randomSizes(SIZES)) {
    screen.resize(size);
    await untilWholeFrame(screen);
    const key = keys[drawn % keys.length];
    if (key !== undefined && drawn % 5 === 0) screen.press(key);
    drawn += 1;
  }

  expect(drawn).toBe(SIZES);
  expect(screen.hasExited()).toBe(false);
});

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
