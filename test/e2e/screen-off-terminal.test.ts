import { expect, test } from 'vitest';
import { runCli } from '../support/cli/start-cli.ts';
import { createWorkspace } from '../support/cli/workspace.ts';
import { enginePids } from '../support/terminal/kill-engine.ts';
import { demo, untilAtRest } from '../support/terminal/operator.ts';
import { startScreen } from '../support/terminal/start-screen.ts';

const ESCAPE = '\x1b';

test('on a terminal that can only show lines it says so, and starts nothing', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { env: { TERM: 'dumb' } });

  const { exitCode } = await screen.exited;

  expect(exitCode).toBe(2);
  expect(screen.text()).toMatch(/TERMINAL_TOO_SIMPLE: .*TERM=dumb/);
  expect(screen.text()).toMatch(/trackdeck run does the whole job without a screen/);
  expect(screen.output()).not.toContain(ESCAPE);
  expect(enginePids(workspace)).toEqual([]);
});

test('into a pipe it runs without a screen, and no escape byte gets there', async () => {
  const workspace = createWorkspace();

  const { exitCode, stdout, stderr } = await runCli([...workspace.flags, ...demo(500)], {
    env: { TERM: 'xterm-256color' },
  });

  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ acknowledged: 500, balanced: true });
  expect(stdout + stderr).not.toContain(ESCAPE);
});

test('a terminal whose output goes into a file gets no screen either', async () => {
  const workspace = createWorkspace();
  const shell = '"$@" > result.json 2> words.txt; echo "exit code $?"';
  const screen = startScreen(workspace, { shell, args: demo(500) });

  const shown = await screen.untilShown('exit code');

  expect(shown.trim()).toBe('exit code 0');
  expect(screen.output()).not.toContain(ESCAPE);
});

test('NO_COLOR leaves no colour, and the focus can still be seen', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { env: { NO_COLOR: '1' }, args: demo(500) });

  await untilAtRest(screen);
  const styles = screen.terminal
    .cells()
    .flat()
    .filter(({ foreground, background }) => foreground !== null || background !== null);

  expect(styles).toEqual([]);
  expect(screen.text()).toMatch(/▸2 Producer/);
});

test('--ascii draws with ASCII alone', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { args: ['--ascii', ...demo(500)] });

  await untilAtRest(screen);
  screen.press('?');
  const help = await screen.untilShown('Keys');

  expect(help.match(/[^\n -~]/gu) ?? []).toEqual([]);
});

test('with CI set the screen is drawn all the same', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { env: { CI: 'true' }, args: demo(500) });

  const shown = await screen.untilShown('caught up');

  expect(shown).toMatch(/▸2 Producer/);
});
