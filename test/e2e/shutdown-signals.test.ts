import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { writeDemoFile } from '../support/cli/demo-file.ts';
import { engineState } from '../support/cli/engine-client.ts';
import { readTrackKeys } from '../support/cli/exported-files.ts';
import { resultOf } from '../support/cli/results.ts';
import { CLI_PATH, runCli, startCli } from '../support/cli/start-cli.ts';
import { until } from '../support/cli/until.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';
import { startOnTerminal } from '../support/terminal/terminal-program.ts';

const ROWS = 6_000;
const SLOWLY = ['--batch-size', '100', '--delay-between-batches', '0.05'];
/** A healthy broker: an end takes no longer, whatever is under way. */
const BOUND_MS = 5_000;
/** What a command ends with that is to run for ever, or to its end. */
const SERVICE = { SIGINT: 130, SIGTERM: 0, SIGHUP: 129 } as const;
const JOB = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

const shared = createWorkspace(afterAll);
let dataset: string;

beforeAll(async () => {
  dataset = (await writeDemoFile(shared, { rows: ROWS, seed: 31 })).path;
});

type Role = 'run' | 'produce' | 'consume';

function commandLine(role: Role, { flags }: Workspace): readonly string[] {
  return role === 'consume' ? [role, ...flags] : [role, '--dataset', dataset, ...SLOWLY, ...flags];
}

/** In the middle of its work: something is done, and more to do. */
async function untilAtWork(role: Role, { socketPath }: Workspace): Promise<void> {
  await until('some work', async () => {
    const answer = await engineState(socketPath);
    if (answer === undefined) return false;
    const { producer, consumer } = answer.state;
    return role === 'produce' ? producer.totals.acknowledged >= 200 : consumer.countedNow >= 200;
  });
}

/** What a consumer on the same state directory can count. */
function produceMeanwhile(role: Role, { flags }: Workspace): void {
  if (role === 'consume') startCli(['produce', '--dataset', dataset, ...SLOWLY, ...flags]);
}

type Consumed = { readonly consumed: number; readonly balanced?: boolean };

describe.each([
  ['run', JOB],
  ['produce', JOB],
  ['consume', SERVICE],
] as const)('%s in the middle of its work', (role, exitCodes) => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends on %s within 5 s, with everything counted saved and exported',
    async (signal) => {
      const workspace = createWorkspace();
      const running = startCli(commandLine(role, workspace));
      if (role === 'consume') await until('the engine', () => engineState(workspace.socketPath));
      produceMeanwhile(role, workspace);
      await untilAtWork(role, workspace);
      const startedAt = performance.now();

      running.kill(signal);
      const { exitCode, stdout, stderr } = await running.exited;

      expect(exitCode, stderr).toBe(exitCodes[signal]);
      expect(performance.now() - startedAt).toBeLessThan(BOUND_MS);
      if (role === 'produce') return;
      const { consumed } = resultOf<Consumed>(stdout);
      expect(consumed).toBeGreaterThanOrEqual(200);
      expect(readTrackKeys(workspace.outputDir)).toHaveLength(consumed);
    },
  );

  test('goes on when the readers of its output are gone, and ends as it is told', async () => {
    const workspace = createWorkspace();
    const child = spawn(process.execPath, [CLI_PATH, ...commandLine(role, workspace)], {
      env: { PATH: process.env['PATH'], HOME: '/nonexistent' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'close');
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await ended;
    });
    child.stdout.destroy();
    child.stderr.destroy();
    if (role === 'consume') await until('the engine', () => engineState(workspace.socketPath));
    produceMeanwhile(role, workspace);
    await untilAtWork(role, workspace);
    const startedAt = performance.now();

    child.kill('SIGTERM');
    const [exitCode] = await ended;

    expect(exitCode).toBe(exitCodes.SIGTERM);
    expect(performance.now() - startedAt).toBeLessThan(BOUND_MS);
  });

  test('ends in order when its terminal is closed, and loses nothing', async () => {
    const workspace = createWorkspace();
    const args = [CLI_PATH, ...commandLine(role, workspace)];
    const program = startOnTerminal(process.execPath, args, {
      columns: 80,
      rows: 24,
      env: { PATH: process.env['PATH'] ?? '', HOME: workspace.directory, TERM: 'xterm-256color' },
      atEnd: onTestFinished,
    });
    if (role === 'consume') await until('the engine', () => engineState(workspace.socketPath));
    produceMeanwhile(role, workspace);
    await untilAtWork(role, workspace);
    const startedAt = performance.now();

    program.hangUp();
    const { exitCode } = await program.exited;
    const took = performance.now() - startedAt;

    expect(exitCode).toBe(exitCodes.SIGHUP);
    expect(took).toBeLessThan(BOUND_MS);
  });
});

test('what a run on a closed terminal has published and counted, the next completes', async () => {
  const workspace = createWorkspace();
  const args = commandLine('run', workspace);
  const program = startOnTerminal(process.execPath, [CLI_PATH, ...args], {
    columns: 80,
    rows: 24,
    env: { PATH: process.env['PATH'] ?? '', HOME: workspace.directory, TERM: 'xterm-256color' },
    atEnd: onTestFinished,
  });
  await untilAtWork('run', workspace);

  program.hangUp();
  await program.exited;
  const { exitCode, stdout, stderr } = await runCli([
    ...['run', '--dataset', dataset, ...workspace.flags],
  ]);

  expect(exitCode, stderr).toBe(0);
  expect(resultOf(stdout)).toMatchObject({ acknowledged: ROWS, consumed: ROWS, balanced: true });
  expect(resultOf(stdout).published_now).toBeLessThan(ROWS);
  expect(readTrackKeys(workspace.outputDir)).toHaveLength(ROWS);
});
