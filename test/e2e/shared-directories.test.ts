import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeDemoFile } from '../support/cli/demo-file.ts';
import { askEngine, engineState } from '../support/cli/engine-client.ts';
import { expectExports } from '../support/cli/expect-exports.ts';
import { expectOneMessage } from '../support/cli/expect-one-message.ts';
import { type ExpectedTotals, expectedTotals } from '../support/cli/expected-totals.ts';
import { resultOf } from '../support/cli/results.ts';
import { CLI_PATH, runCli, startCli } from '../support/cli/start-cli.ts';
import { until } from '../support/cli/until.ts';
import { createWorkspace } from '../support/cli/workspace.ts';

const shared = createWorkspace(afterAll);
let dataset: string;
let other: string;
let expected: ExpectedTotals;

beforeAll(async () => {
  const demo = await writeDemoFile(shared, { rows: 3_000, seed: 21 });
  dataset = demo.path;
  expected = expectedTotals(demo.csv);
  other = (await writeDemoFile(shared, { rows: 5_000, seed: 22 })).path;
});

test('an output directory used for another topic in between is put right', async () => {
  const { flags, outputDir } = createWorkspace();
  const run = (topic: string, file: string) =>
    runCli(['run', '--topic', topic, '--dataset', file, ...flags]);
  await run('one', dataset);
  await run('two', other);

  const { exitCode, stdout } = await run('one', dataset);

  expect(exitCode).toBe(0);
  expect(resultOf(stdout)).toMatchObject({ published_now: 0, consumed: 3_000, balanced: true });
  expectExports(outputDir, expected);
  const aside = readdirSync(outputDir).filter((name) => name.includes('set-aside'));
  expect(aside.length).toBeGreaterThan(0);
});

test('a second group may not write into the same output directory at the same time', async () => {
  const { flags, socketPath } = createWorkspace();
  startCli(['consume', ...flags]);
  await untilConsuming(socketPath);

  const second = await runCli(['consume', '--consumer-group', 'second', ...flags]);

  expect(second.exitCode).toBe(1);
  expectOneMessage(second.stderr, 'OUTPUT_DIR_BUSY', /--output-dir/);
});

test('a member with another output directory is refused, and the one at work goes on', async () => {
  const { flags, socketPath, stateDir, path } = createWorkspace();
  const first = startCli(['consume', ...flags]);
  await untilConsuming(socketPath);

  const args = ['consume', '--state-dir', stateDir, '--output-dir', path('elsewhere')];
  const second = await runCli(args);

  expect(second.exitCode).toBe(1);
  expectOneMessage(second.stderr, 'OUTPUT_DIR_DIFFERS', /same --output-dir/);
  expect(first.hasExited()).toBe(false);
});

test('a paused consumer that lags behind stops when it is told to, with what it counted saved', async () => {
  const { flags, socketPath } = createWorkspace();
  const consumer = startCli(['consume', ...flags]);
  await untilConsuming(socketPath);
  await askEngine(socketPath, 'POST', '/commands/pause-consumption');
  await runCli(['produce', '--dataset', dataset, ...flags]);

  consumer.kill('SIGTERM');
  const { exitCode, stdout } = await consumer.exited;

  expect(exitCode).toBe(0);
  expect(resultOf<{ consumed: number }>(stdout).consumed).toBe(0);
});

test('clean leaves alone what only looks like ours', async () => {
  const { flags, outputDir } = createWorkspace();
  await runCli(['run', '--dataset', dataset, ...flags]);
  const mine = ['processed_tracks.csv.bak', 'top_genres.csv.mine', 'spotify_analytics.json5'];
  for (const name of mine) writeFileSync(join(outputDir, name), 'mine');

  const { exitCode } = await runCli(['clean', '--yes', ...flags]);

  expect(exitCode).toBe(0);
  expect(readdirSync(outputDir).sort()).toEqual([...mine].sort());
});

test.skipIf(!existsSync('/dev/full'))('a result that cannot be written is a failure', () => {
  const { flags } = createWorkspace();
  const command = [process.execPath, CLI_PATH, 'run', '--dataset', dataset, ...flags];

  const { status, stderr } = spawnSync('sh', ['-c', `"$@" >/dev/full`, 'sh', ...command], {
    encoding: 'utf8',
  });

  expect(status).toBe(1);
  expect(stderr).toContain('trackdeck: FILE_FAILED: Writing to stdout failed (ENOSPC)');
  expect(stderr).not.toContain('    at ');
});

/** It answers a moment before it has the directories. */
async function untilConsuming(socketPath: string): Promise<void> {
  await until('the consumer to have its part', async () => {
    return (await engineState(socketPath))?.state.consumer.status.name === 'caught-up';
  });
}
