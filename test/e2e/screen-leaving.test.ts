import { expect, test } from 'vitest';
import { createWorkspace } from '../support/cli/workspace.ts';
import { startBrokenEngine } from '../support/terminal/broken-engine.ts';
import { enginePids } from '../support/terminal/kill-engine.ts';
import {
  expectSaneTerminal,
  expectSettingsKept,
  SHELL_WITH_SETTINGS,
} from '../support/terminal/sane-terminal.ts';
import { openEmbeddedPlace } from '../support/terminal/screen-place.ts';
import { startScreen } from '../support/terminal/start-screen.ts';
import { leavingStories } from './screen-stories/leaving-stories.ts';

const FAULT_IN_INK = new URL('../support/terminal/fault-in-ink.ts', import.meta.url).href;

leavingStories(openEmbeddedPlace);

test('a fault while drawing leaves a sane terminal, one line of what happened, and exit code 1', async () => {
  const workspace = createWorkspace();
  await startBrokenEngine(workspace);
  const screen = startScreen(workspace, { shell: SHELL_WITH_SETTINGS });

  const left = await screen.untilShown('exit code');
  await screen.exited;

  expect(left).toMatch(/trackdeck: INTERNAL: Unexpected failure: .+\n(.*\n)*exit code 1/);
  expect(left).not.toMatch(/^\s+at .+\d+:\d+/m);
  expectSettingsKept(screen);
  expectSaneTerminal(screen);
});

test('a fault of the drawing itself leaves a sane terminal too, and the engine goes on', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, {
    shell: SHELL_WITH_SETTINGS,
    env: { NODE_OPTIONS: `--import ${FAULT_IN_INK}` },
  });

  const left = await screen.untilShown('exit code');
  await screen.exited;

  expect(left).toMatch(/trackdeck: INTERNAL: Unexpected failure: no layout engine\n/);
  expect(left).toMatch(/exit code 1/);
  expectSettingsKept(screen);
  expectSaneTerminal(screen);
  await expect.poll(() => enginePids(workspace)).toHaveLength(1);
});
