import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeDemoFile } from '../support/cli/demo-file.ts';
import { expectExports } from '../support/cli/expect-exports.ts';
import { expectFailure } from '../support/cli/expect-failure.ts';
import { type ExpectedTotals, expectedTotals } from '../support/cli/expected-totals.ts';
import { resultOf } from '../support/cli/results.ts';
import { startEngine } from '../support/cli/running-engine.ts';
import { runCli } from '../support/cli/start-cli.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';
import { hasSmallDisk, mountSmallDisk } from '../support/disk/small-disk.ts';

const ROWS = 5_000;

describe.skipIf(!hasSmallDisk)('a full disk', () => {
  let dataset: string;
  let expected: ExpectedTotals;

  beforeAll(async () => {
    const demo = await writeDemoFile(createWorkspace(afterAll), { rows: ROWS, seed: 3 });
    dataset = demo.path;
    expected = expectedTotals(demo.csv);
  });

  test.each([
    // Not even a lock can be taken.
    ['state', 0],
    ['state', 8],
    // The log, later the analytics, cannot grow.
    ['state', 64],
    ['state', 1_200],
    // The rejects file, then the track file.
    ['output', 0],
    ['output', 300],
  ] as const)(
    'with %s on it and %i KB left a run fails by name, and the next one has everything once',
    async (which, left) => {
      const workspace = createWorkspace();
      const disk = mountSmallDisk(workspace);
      const place = placeOn(workspace, disk.path, [which]);
      const args = ['run', '--dataset', dataset, ...place.flags];
      disk.fill(left);

      const first = await runCli(args);
      disk.free();
      const second = await runCli(args);

      expect(first.exitCode, first.stderr).toBe(1);
      expectFailure(first.stderr, 'DISK_FULL', / \(\d+(\.\d)? [KM]?B free\)\n.*Free some space/);
      expect(first.stderr).toContain(disk.path);
      expect(second.exitCode, second.stderr).toBe(0);
      const whole = { rows_read: ROWS, acknowledged: ROWS, consumed: ROWS, exported: ROWS };
      expect(resultOf(second.stdout)).toMatchObject({ ...whole, balanced: true });
      expectExports(place.outputDir, expected);
    },
  );

  test('exports that cannot be replaced stay as they are, and nothing half-written is left', async () => {
    const workspace = createWorkspace();
    const disk = mountSmallDisk(workspace);
    const { flags, outputDir } = placeOn(workspace, disk.path, ['output']);
    await runCli(['run', '--demo-rows', '300', '--demo', ...flags]);
    const before = filesIn(outputDir);
    disk.fill(4);

    const again = await runCli(['run', '--demo-rows', '300', '--demo', ...flags]);

    expect(again.exitCode).toBe(1);
    expectFailure(again.stderr, 'DISK_FULL', /spotify_analytics\.json|rejects\.csv/);
    expect(filesIn(outputDir)).toEqual(before);
  });

  test('an engine says so, waits, and goes on by itself when space returns', async () => {
    const workspace = createWorkspace();
    const disk = mountSmallDisk(workspace);
    const place = placeOn(workspace, disk.path, ['state', 'output']);
    const settings = ['--dataset', dataset, '--stats-interval', '1'];
    const engine = await startEngine(place, settings);
    await engine.untilState('consumption', ({ consumer }) => consumer.status.name === 'caught-up');
    disk.fill(700);

    await engine.tell('start-ingestion');
    const stuck = await engine.untilState(
      'both sides to wait for space',
      ({ producer, consumer }) =>
        [producer, consumer].every(({ status }) => JSON.stringify(status).includes('DISK_FULL')),
    );
    disk.free();
    await engine.untilState(
      'everything to be published and exported',
      ({ producer, exports }) => producer.status.name === 'complete' && exports.records === ROWS,
    );
    await engine.done('shutdown');

    expect(JSON.stringify(stuck.producer.status) + JSON.stringify(stuck.consumer.status)).toMatch(
      /No space left to write/,
    );
    expect((await engine.process.exited).exitCode).toBe(0);
    expectExports(place.outputDir, expected);
  });

  test('a snapshot that does not fit is not there at all, and the next one is whole', async () => {
    const workspace = createWorkspace();
    const disk = mountSmallDisk(workspace);
    const place = placeOn(workspace, disk.path, ['output']);
    await runCli(['run', '--dataset', dataset, ...place.flags]);
    const engine = await startEngine(place, ['--dataset', dataset]);
    await engine.untilState('consumption', ({ consumer }) => consumer.status.name === 'caught-up');
    disk.fill(200);

    const refused = await engine.tell('export-snapshot');
    const left = readdirSync(join(place.outputDir, 'snapshots'));
    disk.free();
    await engine.done('export-snapshot');

    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(JSON.stringify(refused.body)).toContain('DISK_FULL');
    expect(left).toEqual([]);
    const [name = ''] = readdirSync(join(place.outputDir, 'snapshots'));
    expectExports(join(place.outputDir, 'snapshots', name), expected);
  });
});

/** The workspace with some of its directories on the disk. */
function placeOn(
  workspace: Workspace,
  disk: string,
  which: readonly ('state' | 'output')[],
): Workspace {
  const stateDir = which.includes('state') ? join(disk, 'state') : workspace.stateDir;
  const outputDir = which.includes('output') ? join(disk, 'output') : workspace.outputDir;
  mkdirSync(outputDir, { recursive: true });
  const flags = ['--state-dir', stateDir, '--output-dir', outputDir];
  return { ...workspace, stateDir, outputDir, flags, socketPath: join(stateDir, 'engine.sock') };
}

function filesIn(directory: string): readonly (readonly [name: string, content: string])[] {
  return readdirSync(directory)
    .sort()
    .map((name) => [name, readFileSync(join(directory, name), 'latin1')]);
}
