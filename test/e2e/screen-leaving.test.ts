import { expect, test } from 'vitest';
import { createWorkspace } from '../support/cli/workspace.ts';
import { startBrokenEngine } from '../support/terminal/broken-engine.ts';
import { enginePids } from '../support/terminal/kill-engine.ts';
import { demo, limitRate, startIngestion, untilAtRest } from '../support/terminal/operator.ts';
import {
  expectSaneTerminal,
  SHELL_WITH_SETTINGS,
  terminalSettings,
} from '../support/terminal/sane-terminal.ts';
import { startScreen } from '../support/terminal/start-screen.ts';

const FAULT_IN_INK = new URL('../support/terminal/fault-in-ink.ts', import.meta.url).href;

test('a second Ctrl+C leaves at once, and the engine goes on', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { shell: SHELL_WITH_SETTINGS, args: demo(9_000) });
  await untilAtRest(screen);
  await limitRate(screen, '1,000');
  await startIngestion(screen);

  screen.press('ctrl+c');
  await screen.untilShown('d leave, the engine goes on');
  screen.press('ctrl+c');
  const left = await screen.untilShown('exit code');
  await screen.exited;
  const [before, after] = terminalSettings(screen.text());

  expect(left).toMatch(/The engine goes on \(process \d+\).*\n(.*\n)*exit code 0/);
  expect(after).toBe(before);
  expectSaneTerminal(screen);
  expect(enginePids(workspace)).toHaveLength(1);
});

test.each([
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGINT', 130],
] as const)('%s gives the terminal back and ends with %i', async (signal, exitCode) => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace);
  await untilAtRest(screen);

  screen.kill(signal);
  const end = await screen.exited;

  expect(end).toEqual({ exitCode, signal: 0 });
  expect(screen.text()).toMatch(/The engine goes on \(process \d+\)/);
  expectSaneTerminal(screen);
});

test('a fault while drawing leaves a sane terminal, one line of what happened, and exit code 1', async () => {
  const workspace = createWorkspace();
  await startBrokenEngine(workspace);
  const screen = startScreen(workspace, { shell: SHELL_WITH_SETTINGS });

  const left = await screen.untilShown('exit code');
  await screen.exited;
  const [before, after] = terminalSettings(screen.text());

  expect(left).toMatch(/trackdeck: INTERNAL: Unexpected failure: .+\n(.*\n)*exit code 1/);
  expect(left).not.toMatch(/^\s+at .+\d+:\d+/m);
  expect(after).toBe(before);
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
  const [before, after] = terminalSettings(screen.text());

  expect(left).toMatch(/trackdeck: INTERNAL: Unexpected failure: no layout engine\n/);
  expect(left).toMatch(/exit code 1/);
  expect(after).toBe(before);
  expectSaneTerminal(screen);
  await expect.poll(() => enginePids(workspace)).toHaveLength(1);
});

test('Ctrl+Z goes back to the shell and fg comes back to the same screen', async () => {
  const workspace = createWorkspace();
  const shell =
    'set -m; "$@"; echo "stopped with $?"; sleep 0.3; fg >/dev/null; echo "exit code $?"';
  const screen = startScreen(workspace, { shell, columns: 100, rows: 30 });
  await untilAtRest(screen);
  const before = screen.text();

  screen.press('ctrl+z');
  const suspended = await screen.untilShown('stopped with');
  const back = await screen.untilShown('caught up');
  screen.press('q');
  const left = await screen.untilShown('exit code');
  await screen.exited;

  expect(suspended).toMatch(/trackdeck is suspended, the engine goes on; fg comes back/);
  expect(back.split('\n').length).toBe(before.split('\n').length);
  expect(left).toMatch(/exit code 0/);
  expectSaneTerminal(screen);
});
