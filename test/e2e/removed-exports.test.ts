import { readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeDemoFile } from '../support/cli/demo-file.ts';
import { expectExports } from '../support/cli/expect-exports.ts';
import { type ExpectedTotals, expectedTotals } from '../support/cli/expected-totals.ts';
import { EXPORT_NAMES, readTrackKeys } from '../support/cli/exported-files.ts';
import { resultOf } from '../support/cli/results.ts';
import { runCli, startCli } from '../support/cli/start-cli.ts';
import { until } from '../support/cli/until.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';

const ROWS = 5_000;

const shared = createWorkspace(afterAll);
let dataset: string;
let expected: ExpectedTotals;

beforeAll(async () => {
  const demo = await writeDemoFile(shared, { rows: ROWS, seed: 8 });
  dataset = demo.path;
  expected = expectedTotals(demo.csv);
});

describe('exports that somebody removes under a running consumer', () => {
  test.each([
    [
      'all files',
      ({ outputDir }: Workspace) => {
        // The consumer may put one in place meanwhile that had a temporary name.
        for (const name of readdirSync(outputDir)) rmSync(join(outputDir, name), { force: true });
      },
    ],
    [
      'the directory',
      // The consumer may write into it meanwhile, which stops a single try.
      ({ outputDir }: Workspace) => rmSync(outputDir, { recursive: true, maxRetries: 10 }),
    ],
    [
      'the end of the track file',
      ({ outputDir }: Workspace) => truncateSync(join(outputDir, 'processed_tracks.csv'), 1000),
    ],
  ])('are rebuilt, each track once: %s', async (_, remove) => {
    const workspace = createWorkspace();
    await runCli(['produce', '--dataset', dataset, ...workspace.flags]);
    const consumer = startCli(['consume', '--stats-interval', '0.2', ...workspace.flags]);
    await until('the exports', () => areComplete(workspace));

    remove(workspace);
    await until('the exports anew', () => areComplete(workspace));
    consumer.kill('SIGTERM');
    const { exitCode } = await consumer.exited;

    expect(exitCode).toBe(0);
    expectExports(workspace.outputDir, expected);
  });
});

test('exports that were removed between two runs are rebuilt by the second', async () => {
  const { flags, outputDir } = createWorkspace();
  await runCli(['run', '--dataset', dataset, ...flags]);
  rmSync(outputDir, { recursive: true });

  const { exitCode, stdout } = await runCli(['run', '--dataset', dataset, ...flags]);

  expect(exitCode).toBe(0);
  expect(resultOf(stdout)).toMatchObject({ published_now: 0, exported: ROWS, balanced: true });
  expectExports(outputDir, expected);
});

test('a run with another output directory exports everything there', async () => {
  const { flags, path, stateDir } = createWorkspace();
  await runCli(['run', '--dataset', dataset, ...flags]);
  const elsewhere = ['--state-dir', stateDir, '--output-dir', path('elsewhere')];

  const { exitCode, stdout } = await runCli(['run', '--dataset', dataset, ...elsewhere]);

  expect(exitCode).toBe(0);
  expect(resultOf(stdout)).toMatchObject({ output_dir: path('elsewhere'), exported: ROWS });
  expectExports(path('elsewhere'), expected);
});

function areComplete({ outputDir, exports }: Workspace): boolean {
  const names = exports();
  return EXPORT_NAMES.every((name) => names.includes(name)) && countTracks(outputDir) === ROWS;
}

/** Undefined while the track file is torn. */
function countTracks(outputDir: string): number | undefined {
  try {
    return readTrackKeys(outputDir).length;
  } catch {
    return undefined;
  }
}
