import { copyFileSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeDemoFile } from '../support/cli/demo-file.ts';
import { expectExports } from '../support/cli/expect-exports.ts';
import { type ExpectedTotals, expectedTotals } from '../support/cli/expected-totals.ts';
import { resultOf } from '../support/cli/results.ts';
import { runCli, startCli } from '../support/cli/start-cli.ts';
import { until } from '../support/cli/until.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';

const ROWS = 3_000;
/** Between two saves of the state so few tracks are counted that an end is met long before the last. */
const SLOWLY = ['--batch-size', '100', '--delay-between-batches', '0.2'];

/** What a disk did with the log, and when the run was ended before. */
type Loss = {
  readonly signal: 'SIGKILL' | 'SIGTERM';
  /** When so many tracks are counted. */
  readonly at: number;
  readonly lose: (workspace: Workspace) => void;
};

describe('a log that has lost records which are counted', () => {
  let dataset: string;
  let expected: ExpectedTotals;

  beforeAll(async () => {
    const demo = await writeDemoFile(createWorkspace(afterAll), { rows: ROWS, seed: 5 });
    dataset = demo.path;
    expected = expectedTotals(demo.csv);
  });

  test.each<[string, Loss]>([
    [
      'as a disk that did not keep what it was given before a crash',
      { signal: 'SIGKILL', at: 2_000, lose: loseHalfOfTheNewest },
    ],
    [
      'as one from a backup',
      {
        signal: 'SIGTERM',
        at: 2_000,
        lose: ({ path, logPath }) => copyFileSync(path('backup'), logPath),
      },
    ],
  ])('%s, gets them again, and all is counted anew', async (_, { signal, at, lose }) => {
    const workspace = createWorkspace();
    const args = ['run', '--dataset', dataset, ...workspace.flags];
    // A log to go back to: it is whole, and knows its topic.
    await runUntil([...args, ...SLOWLY], workspace, { tracks: 300, signal: 'SIGTERM' });
    copyFileSync(workspace.logPath, workspace.path('backup'));
    await runUntil([...args, ...SLOWLY], workspace, { tracks: at, signal });
    lose(workspace);

    const run = await runCli(args);
    const after = await runCli(args);

    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toMatch(
      /^warning: .*\.db counts partition \d up to offset [\d,]+, but the log ends at [\d,]+: it has lost records since; it is now .*\.set-aside-.* counted again from the topic\.$/m,
    );
    const whole = { rows_read: ROWS, acknowledged: ROWS, consumed: ROWS, exported: ROWS };
    expect(resultOf(run.stdout)).toMatchObject({ ...whole, balanced: true });
    expectExports(workspace.outputDir, expected);
    expect(resultOf(after.stdout)).toMatchObject({ ...whole, published_now: 0, balanced: true });
    expect(after.stderr).not.toContain('warning');
  });
});

/** Ends a run once so many tracks are in the track file. */
async function runUntil(
  args: readonly string[],
  { outputDir }: Workspace,
  { tracks, signal }: { readonly tracks: number; readonly signal: NodeJS.Signals },
): Promise<void> {
  const running = startCli(args);
  await until(`${tracks} tracks`, () => linesIn(join(outputDir, 'processed_tracks.csv')) > tracks, {
    unless: running.hasExited,
  });
  running.kill(signal);
  const { stderr } = await running.exited;
  expect(linesIn(join(outputDir, 'processed_tracks.csv')), stderr).toBeLessThan(ROWS);
}

function linesIn(path: string): number {
  try {
    return readFileSync(path, 'latin1').split('\n').length - 1;
  } catch {
    return 0;
  }
}

function loseHalfOfTheNewest({ logPath }: Workspace): void {
  const path = `${logPath}-wal`;
  truncateSync(path, Math.floor(statSync(path).size / 2));
}
