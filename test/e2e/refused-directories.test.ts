import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { engineState } from '../support/cli/engine-client.ts';
import { expectOneMessage } from '../support/cli/expect-one-message.ts';
import { resultOf } from '../support/cli/results.ts';
import { runCli, startCli } from '../support/cli/start-cli.ts';
import { until } from '../support/cli/until.ts';
import { createWorkspace } from '../support/cli/workspace.ts';

const FEW = ['--demo', '--demo-rows', '300'];

test.each(['run', 'produce', 'consume'])(
  '%s refuses an output directory it cannot write',
  async (command) => {
    const { path, write, stateDir } = createWorkspace();
    write('file', 'untouched');
    const outputDir = join(path('file'), 'output');

    const ended = await runCli([
      command,
      ...FEW,
      '--state-dir',
      stateDir,
      '--output-dir',
      outputDir,
    ]);

    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expectOneMessage(ended.stderr, 'OUTPUT_UNWRITABLE', /file\/output .*\n.*--output-dir/);
    expect(existsSync(join(stateDir, 'embedded-log.db'))).toBe(false);
    expect(readFileSync(path('file'), 'utf8')).toBe('untouched');
  },
);

test.each(['run', 'produce', 'consume', 'clean'])(
  '%s refuses a state directory it cannot write',
  async (command) => {
    const workspace = createWorkspace();
    const stateDir = join(workspace.write('file', 'untouched'), 'state');
    const data = command === 'clean' ? ['--yes'] : FEW;

    const ended = await runCli([
      command,
      ...data,
      '--state-dir',
      stateDir,
      '--output-dir',
      workspace.outputDir,
    ]);

    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expectOneMessage(ended.stderr, 'STATE_DIR_UNWRITABLE', /file\/state.*\n.*--state-dir/);
    expect(workspace.exports()).toEqual([]);
  },
);

test('run and clean refuse a state directory on which another consumes, and leave it alone', async () => {
  const { flags, socketPath } = createWorkspace();
  const consumer = startCli(['consume', ...flags]);
  await until('the consumer to have its part', async () => {
    return (await engineState(socketPath))?.state.consumer.status.name === 'caught-up';
  });

  const second = await runCli(['run', ...FEW, ...flags]);
  const clean = await runCli(['clean', '--yes', ...flags]);
  consumer.kill('SIGTERM');
  const first = await consumer.exited;
  const later = await runCli(['run', ...FEW, ...flags]);

  expect(second).toMatchObject({ exitCode: 1, stdout: '' });
  expectOneMessage(second.stderr, 'STATE_DIR_BUSY', /Another trackdeck is a member of the group/);
  expect(clean).toMatchObject({ exitCode: 1, stdout: '' });
  expectOneMessage(clean.stderr, 'STATE_DIR_BUSY', /Another trackdeck is at work/);
  expect(first.exitCode).toBe(0);
  expect(later.exitCode).toBe(0);
  expect(resultOf(later.stdout)).toMatchObject({ published_now: 300, consumed: 300 });
});

test('a socket path that is too long is refused, unless there is a runtime directory', async () => {
  const { path, outputDir } = createWorkspace();
  const stateDir = path('s'.repeat(110));
  const args = ['run', ...FEW, '--state-dir', stateDir, '--output-dir', outputDir];

  const refused = await runCli(args);
  const accepted = await runCli(args, { env: { XDG_RUNTIME_DIR: path('') } });

  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expectOneMessage(refused.stderr, 'SOCKET_PATH_TOO_LONG', /XDG_RUNTIME_DIR/);
  expect(accepted.exitCode).toBe(0);
  expect(resultOf(accepted.stdout)).toMatchObject({ published_now: 300, balanced: true });
});
