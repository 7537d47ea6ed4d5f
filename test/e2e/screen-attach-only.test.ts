import { expect, test } from 'vitest';
import { startServed } from '../support/cli/running-engine.ts';
import { runCli } from '../support/cli/start-cli.ts';
import { createWorkspace } from '../support/cli/workspace.ts';
import { enginePids } from '../support/terminal/kill-engine.ts';
import { demo } from '../support/terminal/operator.ts';
import { startScreen } from '../support/terminal/start-screen.ts';

const SIZE = { columns: 160, rows: 50 };
const ATTACH_ONLY = { env: { TRACKDECK_ATTACH_ONLY: 'true' } };

test('a screen that only attaches shows and steers a consumer, and goes on with the next one', async () => {
  const workspace = createWorkspace();
  await runCli(['produce', ...demo(500), ...workspace.flags]);
  const first = await startServed(['consume'], workspace);
  const screen = startScreen(workspace, { ...SIZE, ...ATTACH_ONLY });
  await screen.untilShown('caught up');

  screen.press('p');
  await first.untilState('the pause', ({ consumer }) => consumer.pausedSince !== null);
  first.process.kill('SIGTERM');
  const stopped = await screen.untilShown('ENGINE STOPPED since');
  screen.press('S');
  await screen.untilShown('starts no engine (--attach-only); it waits for one');
  const second = await startServed(['consume'], workspace);
  await screen.untilScreen('the next consumer', (text) => !text.includes('ENGINE STOPPED'));

  expect(stopped).toMatch(/ENGINE STOPPED since .*; waited for/);
  expect(stopped).not.toMatch(/S start/);
  expect(enginePids(workspace)).toEqual([]);
  expect(second.process.hasExited()).toBe(false);
});

test('where no engine runs it says so, and starts none', async () => {
  const workspace = createWorkspace();
  const screen = startScreen(workspace, { ...SIZE, ...ATTACH_ONLY });

  const { exitCode } = await screen.exited;

  expect(exitCode).toBe(1);
  expect(screen.text()).toMatch(/ENGINE_NOT_STARTED: No engine runs on /);
  expect(screen.text().replaceAll('\n', '')).toContain(
    `Start trackdeck consume --state-dir ${workspace.stateDir} or trackdeck engine start`,
  );
  expect(enginePids(workspace)).toEqual([]);
});

test('without a terminal it does not become a pipeline', async () => {
  const workspace = createWorkspace();

  const { exitCode, stdout, stderr } = await runCli([...workspace.flags], ATTACH_ONLY);

  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/TERMINAL_TOO_SIMPLE: There is no terminal/);
  expect(workspace.exports()).toEqual([]);
});
