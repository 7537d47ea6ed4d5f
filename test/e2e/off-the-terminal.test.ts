import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { controlCharacters } from '../support/cli/control-characters.ts';
import { askEngine, engineState } from '../support/cli/engine-client.ts';
import { readAnalytics } from '../support/cli/exported-files.ts';
import { oldNode } from '../support/cli/old-node.ts';
import { resultOf } from '../support/cli/results.ts';
import { CLI_PATH, runCli, startCli } from '../support/cli/start-cli.ts';
import { until } from '../support/cli/until.ts';
import { createWorkspace } from '../support/cli/workspace.ts';

const FEW = ['--demo', '--demo-rows', '2000'];

describe('run without a terminal', () => {
  test('says everything on stderr, its result on stdout, and sends no escape', async () => {
    const { flags, outputDir } = createWorkspace();

    const { exitCode, stdout, stderr } = await runCli(['run', ...FEW, ...flags]);

    expect(exitCode).toBe(0);
    expect(Object.keys(resultOf(stdout))).toEqual([
      'rows_read',
      'acknowledged',
      'published_now',
      'in_flight',
      'incomplete',
      'rejected',
      'failed',
      'foreign',
      'consumed',
      'exported',
      'unique_genres',
      'unique_artists',
      'balanced',
      'gap',
      'broker',
      'dataset_sha256',
      'demo',
      'duration_seconds',
      'output_dir',
    ]);
    expect(controlCharacters(stdout + stderr)).toEqual([]);
    expect(stderr).toMatch(/top genres: /);
    expect(resultOf(stdout).output_dir).toBe(outputDir);
  });

  test('uses demo data when no data set is given and none can be had, and says so everywhere', async () => {
    const { flags, outputDir } = createWorkspace();

    const { stdout, stderr } = await runCli(['run', '--demo-rows', '2000', ...flags]);

    // What comes before tells of the search for a data set.
    const lines = stderr
      .slice(stderr.search(/^DEMO DATA/m))
      .trimEnd()
      .split('\n');
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.filter((line) => !line.startsWith('DEMO DATA'))).toEqual([]);
    expect(resultOf(stdout).demo).toBe(true);
    expect(readAnalytics(outputDir).summary['demo']).toBe(true);
  });

  test('is what trackdeck does when it is given no command', async () => {
    const { flags } = createWorkspace();

    const { exitCode, stdout } = await runCli([...FEW, ...flags]);

    expect(exitCode).toBe(0);
    expect(resultOf(stdout)).toMatchObject({ rows_read: 2000, consumed: 2000, balanced: true });
  });

  test('tells how far it is while it runs', async () => {
    const { flags } = createWorkspace();
    const slowly = ['--batch-size', '100', '--delay-between-batches', '0.1'];
    const running = startCli(['run', '--demo', '--demo-rows', '20000', ...slowly, ...flags]);

    await running.untilStderr(
      /ingest publishing · [1-9][\d,]* rows read · [1-9][\d,]* acknowledged · \d+ incomplete · 0 rejected · 0 failed · [1-9]\d* batch(es)? of 100 rows · [1-9][\d,.]*\/s · .*B of .*B · 0 retries · [\d.]+ m?s elapsed · [\d.]+ (s|m \d\d s) left\n/,
    );
    await running.untilStderr(/consume [a-z ]+ · [1-9][\d,]* counted · .*\/s · lag \d+/);
    running.kill('SIGTERM');

    expect((await running.exited).exitCode).toBe(143);
  });
});

describe('a reader that goes away', () => {
  test.each([
    ['run', 'true'],
    ['dataset', 'head -c1'],
  ])('ends the printing of %s, not its work', async (command, reader) => {
    const { flags } = createWorkspace();
    const args = command === 'run' ? ['run', ...FEW, ...flags] : ['dataset', 'demo'];

    const script = `set -o pipefail; "$0" "$@" | ${reader}`;
    const shell = spawn('bash', ['-c', script, process.execPath, CLI_PATH, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [stderr, [exitCode]] = await Promise.all([text(shell.stderr), once(shell, 'close')]);

    expect(exitCode).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|^\s+at /m);
  });
});

describe('help', () => {
  test('names every command, the settings with their variables, and the exit codes', async () => {
    const { exitCode, stdout, stderr } = await runCli(['--help']);

    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    for (const command of ['run', 'produce', 'consume', 'dataset', 'clean']) {
      expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
    expect(stdout).toMatch(/--dataset <file> [^[]*\[DATASET_PATH/);
    expect(stdout).toMatch(/--output-dir <directory>/);
    expect(stdout).toMatch(/Exit codes: 0 done, 1 failed, 2 usage/);
  });

  test('is there for every command', async () => {
    const helps = await Promise.all(
      ['run', 'produce', 'consume', 'clean', 'dataset info', 'dataset demo'].map((command) =>
        runCli([...command.split(' '), '--help']),
      ),
    );

    expect(helps.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(helps.every(({ stdout }) => stdout.startsWith('Usage: trackdeck '))).toBe(true);
  });

  test('the version is that of the package', async () => {
    const { exitCode, stdout } = await runCli(['--version']);

    expect(exitCode).toBe(0);
    expect(stdout).toBe(`${packageJson.version}\n`);
  });
});

describe('without a command', () => {
  test('PRODUCER_MODE=true produces', async () => {
    const { flags, exports } = createWorkspace();

    const { exitCode, stdout } = await runCli([...FEW, ...flags], {
      env: { PRODUCER_MODE: 'true' },
    });

    expect(exitCode).toBe(0);
    expect(resultOf(stdout)).toMatchObject({ acknowledged: 2000 });
    expect(resultOf(stdout)).not.toHaveProperty('consumed');
    expect(exports()).toEqual(['rejects.csv']);
  });

  test('PRODUCER_MODE=false consumes', async () => {
    const { flags, socketPath } = createWorkspace();
    const running = startCli(flags, { env: { PRODUCER_MODE: 'false' } });
    const answer = await until('the engine', () => engineState(socketPath));

    await askEngine(socketPath, 'POST', '/commands/shutdown');

    expect(answer?.engine.command).toBe('consume');
    expect((await running.exited).exitCode).toBe(0);
  });
});

test('a Node that is too old is told so in one line', async () => {
  const { exitCode, stdout, stderr } = await runCli(['run'], await oldNode());

  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^trackdeck needs Node\.js 24\.15 or newer, this is \d+\.\d+\.\d+: .+\n$/);
});
