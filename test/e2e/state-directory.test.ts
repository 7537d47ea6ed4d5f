import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { directoryEntries } from '../support/cli/directory-entries.ts';
import { startEngine } from '../support/cli/running-engine.ts';
import { runCli } from '../support/cli/start-cli.ts';
import { createWorkspace } from '../support/cli/workspace.ts';

test('nothing in a state directory is for others than its owner, whatever the umask', async () => {
  const usual = process.umask(0);
  onTestFinished(() => {
    process.umask(usual);
  });
  const workspace = createWorkspace();
  await runCli(['run', '--demo', '--demo-rows', '500', ...workspace.flags]);
  const engine = await startEngine(workspace, ['--demo', '--demo-rows', '900', '--force']);
  await engine.done('pause-consumption');
  await engine.untilState('the broker', ({ pipeline }) => pipeline !== null);
  await engine.done('start-ingestion');

  const open = directoryEntries(workspace.stateDir).filter(({ mode }) => (mode & 0o077) !== 0);
  const names = directoryEntries(workspace.stateDir).map(({ path }) => path);

  expect(open).toEqual([]);
  expect(names).toContain(workspace.socketPath);
  expect(names).toContain(join(workspace.stateDir, 'steering.json'));
  expect(names).toContain(workspace.logPath);
});

test('who finds a state directory in use is told by whom, and what to do', async () => {
  const workspace = createWorkspace();
  const engine = await startEngine(workspace);
  await engine.untilState('consumption', ({ consumer }) => consumer.status.name === 'caught-up');

  const { exitCode, stderr } = await runCli(['run', '--demo', ...workspace.flags]);
  const clean = await runCli(['clean', '--yes', ...workspace.flags]);

  const { pid } = engine.process;
  const who = `trackdeck engine, pid ${pid} on \\S+, since \\d{4}-\\d\\d-\\d\\dT\\S+, is at rest\n`;
  const flags = `--state-dir ${workspace.stateDir}`;
  expect([exitCode, clean.exitCode]).toEqual([1, 1]);
  expect(stderr).toMatch(new RegExp(`STATE_DIR_BUSY: Another trackdeck is a member of .*: ${who}`));
  expect(clean.stderr).toMatch(
    new RegExp(`STATE_DIR_BUSY: Another trackdeck is at work .*: ${who}`),
  );
  for (const text of [stderr, clean.stderr]) {
    expect(text).toContain(`End it with trackdeck engine stop ${flags}, look at it with trackdeck`);
  }
});
