import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeDemoFile } from '../support/cli/demo-file.ts';
import { engineState } from '../support/cli/engine-client.ts';
import { expectExports } from '../support/cli/expect-exports.ts';
import { type ExpectedTotals, expectedTotals } from '../support/cli/expected-totals.ts';
import { holdExports } from '../support/cli/hold-exports.ts';
import { resultOf } from '../support/cli/results.ts';
import { type RunningCli, runCli, startCli } from '../support/cli/start-cli.ts';
import { until } from '../support/cli/until.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';

const ROWS = 8_000;
const SLOWLY = ['--batch-size', '100', '--delay-between-batches', '0.01'];
/** More than long enough for whoever waits for some of it. */
const VERY_SLOWLY = ['--batch-size', '100', '--delay-between-batches', '0.1'];

const shared = createWorkspace(afterAll);
let dataset: string;
let expected: ExpectedTotals;

beforeAll(async () => {
  const demo = await writeDemoFile(shared, { rows: ROWS, seed: 20 });
  dataset = demo.path;
  expected = expectedTotals(demo.csv);
});

describe('a run that is killed in the middle', () => {
  const seed = Number(process.env['KILL_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
  const shares = fc.sample(fc.double({ min: 0.01, max: 0.85, noNaN: true }), {
    seed,
    numRuns: 3,
  });
  const moments = shares.toSorted((left, right) => left - right);

  test(`is completed by the next, each track once (KILL_SEED=${seed})`, async () => {
    const workspace = createWorkspace();
    const args = ['run', '--dataset', dataset, ...workspace.flags];
    let kills = 0;
    for (const [round, share] of moments.entries()) {
      const running = startCli([...args, ...SLOWLY]);
      await until(`${share} of the way`, () => hasAcknowledged(workspace, share * ROWS), {
        unless: running.hasExited,
      });
      // Every other time in the middle of a save: after its lines, before they count.
      if (round % 2 === 1) await Promise.race([nextTrackLines(workspace), running.exited]);
      running.kill('SIGKILL');
      if ((await running.exited).signal === 'SIGKILL') kills += 1;
    }

    const last = await runCli(args);

    expect(kills).toBeGreaterThan(0);
    expect(last.exitCode).toBe(0);
    expect(resultOf(last.stdout)).toMatchObject({
      rows_read: ROWS,
      acknowledged: ROWS,
      consumed: ROWS,
      exported: ROWS,
      foreign: 0,
      balanced: true,
    });
    expect(resultOf(last.stdout).published_now).toBeLessThan(ROWS);
    expectExports(workspace.outputDir, expected);
  });
});

describe('a run that is told to stop', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('stops on %s at a batch boundary and is resumed there', async (signal, exitCode) => {
    const workspace = createWorkspace();
    const args = ['run', '--dataset', dataset, ...workspace.flags];
    const running = startCli([...args, ...VERY_SLOWLY]);
    await until('some batches', () => hasAcknowledged(workspace, 1000), {
      unless: running.hasExited,
    });

    running.kill(signal);
    const stopped = await running.exited;
    const resumed = await runCli(args);

    expect(stopped.exitCode).toBe(exitCode);
    const { rows_read: read, acknowledged, consumed, exported } = resultOf(stopped.stdout);
    expect(read).toBeGreaterThanOrEqual(1000);
    expect(read).toBeLessThan(ROWS);
    expect(read % 100).toBe(0);
    expect(acknowledged).toBe(read);
    expect(consumed).toBeLessThanOrEqual(acknowledged);
    expect(exported).toBe(consumed);
    expect(resumed.exitCode).toBe(0);
    expect(resultOf(resumed.stdout)).toMatchObject({
      acknowledged: ROWS,
      published_now: ROWS - acknowledged,
      consumed: ROWS,
      balanced: true,
    });
    expectExports(workspace.outputDir, expected);
  });

  test('leaves nothing in the exports of what was written but not counted', async () => {
    const workspace = createWorkspace();
    const args = ['run', '--dataset', dataset, ...workspace.flags];
    const running = startCli([...args, ...VERY_SLOWLY]);
    await until('some batches', () => hasAcknowledged(workspace, 1000), {
      unless: running.hasExited,
    });
    running.kill('SIGTERM');
    await running.exited;
    appendFileSync(join(workspace.outputDir, 'processed_tracks.csv'), 'whole,line\n"torn');
    appendFileSync(join(workspace.outputDir, 'rejects.csv'), '7,5,key,number-out-of-range,"1');

    const { exitCode } = await runCli(args);

    expect(exitCode).toBe(0);
    expectExports(workspace.outputDir, expected);
    expect(readFileSync(join(workspace.outputDir, 'rejects.csv'), 'utf8')).toBe(
      'line,record_id,column,reason,value,raw\n',
    );
  });

  test('leaves at once at the second Ctrl+C, and the next run completes it', async () => {
    const workspace = createWorkspace();
    const args = ['run', '--dataset', dataset, ...workspace.flags];
    const running = startCli([...args, ...VERY_SLOWLY]);
    await until('some batches', () => hasAcknowledged(workspace, 500), {
      unless: running.hasExited,
    });

    // As another member at its exports has it: an orderly end would wait for it.
    using _ = await holdExports(workspace);
    await interruptTwice(running);
    const left = await running.exited;
    const next = await runCli(args);

    expect(left).toMatchObject({ exitCode: 130, stdout: '' });
    expect(next.exitCode).toBe(0);
    expectExports(workspace.outputDir, expected);
  });
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  'produce stops on %s with its line of JSON and is resumed',
  async (signal, exitCode) => {
    const workspace = createWorkspace();
    const args = ['produce', '--dataset', dataset, ...workspace.flags];
    const running = startCli([...args, ...VERY_SLOWLY]);
    await running.untilStderr(/ingest publishing · [\d,]+ rows read/);

    running.kill(signal);
    const stopped = await running.exited;
    const resumed = await runCli(args);

    expect(stopped.exitCode).toBe(exitCode);
    const { acknowledged } = resultOf(stopped.stdout);
    expect(acknowledged % 100).toBe(0);
    expect(acknowledged).toBeLessThan(ROWS);
    expect(resumed.exitCode).toBe(0);
    expect(resultOf(resumed.stdout)).toMatchObject({
      acknowledged: ROWS,
      published_now: ROWS - acknowledged,
    });
  },
);

async function hasAcknowledged({ socketPath }: Workspace, rows: number): Promise<boolean> {
  const answer = await engineState(socketPath);
  return (answer?.state.producer.totals.acknowledged ?? 0) >= rows;
}

async function nextTrackLines({ outputDir }: Workspace): Promise<void> {
  const trackFile = join(outputDir, 'processed_tracks.csv');
  await until('the track file', () => existsSync(trackFile));
  const watcher = watch(trackFile);
  await once(watcher, 'change');
  watcher.close();
}

async function interruptTwice(running: RunningCli): Promise<void> {
  running.kill('SIGINT');
  await running.untilStderr(/SIGINT: stopping at the next batch boundary/);
  running.kill('SIGINT');
}
