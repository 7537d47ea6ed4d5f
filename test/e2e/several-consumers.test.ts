import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLog } from '../support/broker/temporary-log.ts';
import { writeDemoFile } from '../support/cli/demo-file.ts';
import { expectExports } from '../support/cli/expect-exports.ts';
import { type ExpectedTotals, expectedTotals } from '../support/cli/expected-totals.ts';
import { firstDifference, readTrackKeys } from '../support/cli/exported-files.ts';
import { resultOf } from '../support/cli/results.ts';
import { type RunningCli, runCli, startCli } from '../support/cli/start-cli.ts';
import { until } from '../support/cli/until.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';

const ROWS = 8_000;
const TOPIC = 'spotify-tracks';
const GROUP = 'spotify-analytics-group';

type Consumed = { readonly consumed: number; readonly unique_genres: number };

const shared = createWorkspace(afterAll);
let dataset: string;
let expected: ExpectedTotals;

beforeAll(async () => {
  const demo = await writeDemoFile(shared, { rows: ROWS, seed: 4 });
  dataset = demo.path;
  expected = expectedTotals(demo.csv);
});

test('three consumers share what a producer published, and end well on SIGTERM', async () => {
  const workspace = createWorkspace();
  const produced = await runCli(['produce', '--dataset', dataset, ...workspace.flags]);
  const consumers = startConsumers(workspace);
  await untilShared(workspace);
  await untilCommitted(workspace);

  const ends = await stopAll(consumers);

  expect(produced.exitCode).toBe(0);
  expect(resultOf(produced.stdout)).toMatchObject({ rows_read: ROWS, acknowledged: ROWS });
  expect(ends.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  for (const { stdout } of ends) {
    expect(resultOf<Consumed>(stdout)).toMatchObject({
      consumed: ROWS,
      unique_genres: expected.genres.length,
    });
  }
  expectExports(workspace.outputDir, expected);
});

test('three waiting consumers each count a part of what is then published', async () => {
  const workspace = createWorkspace();
  const consumers = startConsumers(workspace);
  await untilShared(workspace);
  const produced = await runCli(['produce', '--dataset', dataset, ...workspace.flags]);
  await untilCommitted(workspace);

  const ends = await stopAll(consumers);

  const counts = ends.map(({ stderr }) => lastCount(stderr));
  expect(produced.exitCode).toBe(0);
  expect(Math.min(...counts)).toBeGreaterThan(0);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(ROWS);
  expectExports(workspace.outputDir, expected);
});

test('the survivors take over the partitions of a consumer that was killed', async () => {
  const workspace = createWorkspace();
  const [victim, ...others] = startConsumers(workspace);
  await untilShared(workspace);
  const slowly = ['--batch-size', '200', '--delay-between-batches', '0.01'];
  const producing = startCli(['produce', '--dataset', dataset, ...workspace.flags, ...slowly]);
  await until('the first records', () => hasTracks(workspace));

  victim?.kill('SIGKILL');
  await producing.exited;
  await untilCommitted(workspace);
  const ends = await stopAll(others);

  expect(ends.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expectExports(workspace.outputDir, expected);
});

test('consume ends with 130 on Ctrl+C, saved and exported', async () => {
  const workspace = createWorkspace();
  await runCli(['produce', '--dataset', dataset, ...workspace.flags]);
  const consumer = startCli(['consume', ...workspace.flags]);
  await untilCommitted(workspace);

  consumer.kill('SIGINT');
  const { exitCode } = await consumer.exited;

  expect(exitCode).toBe(130);
  expect(firstDifference(readTrackKeys(workspace.outputDir), expected.trackKeys)).toBeNull();
});

function startConsumers({ flags }: Workspace): readonly RunningCli[] {
  return [1, 2, 3].map(() => startCli(['consume', ...flags]));
}

async function stopAll(consumers: readonly RunningCli[]) {
  for (const consumer of consumers) consumer.kill('SIGTERM');
  return Promise.all(consumers.map(({ exited }) => exited));
}

async function untilShared({ logPath, stateDir }: Workspace): Promise<void> {
  await until('the state directory', () => existsSync(stateDir));
  const broker = openLog(logPath);
  await until('a partition for each of three members', async () => {
    const { members } = await broker.describeGroup(GROUP);
    return members.length === 3 && members.every(({ partitions }) => partitions.length === 1);
  });
}

async function untilCommitted({ logPath }: Workspace): Promise<void> {
  const broker = openLog(logPath);
  await until('the group to reach the end', async () => {
    const committed = await broker.committedOffsets(GROUP, TOPIC);
    return [...committed.values()].reduce((sum, { offset }) => sum + offset, 0) === ROWS;
  });
}

/** More than the header. */
function hasTracks({ outputDir }: Workspace): boolean {
  const entry = statSync(join(outputDir, 'processed_tracks.csv'), { throwIfNoEntry: false });
  return (entry?.size ?? 0) > 10_000;
}

/** How many records this process says it counted, at the end. */
function lastCount(stderr: string): number {
  const counts = [
    ...stderr.matchAll(/consume ended · ([\d,]+) counted(?:, ([\d,]+|none) of them in this run)?/g),
  ];
  const [, total = '', ofThem = total] = counts.at(-1) ?? [];
  return ofThem === 'none' ? 0 : Number(ofThem.replaceAll(',', ''));
}
