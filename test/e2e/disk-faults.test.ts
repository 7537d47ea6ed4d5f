import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectExports } from '../support/cli/expect-exports.ts';
import { expectFailure } from '../support/cli/expect-failure.ts';
import { expectedTotals } from '../support/cli/expected-totals.ts';
import { resultOf } from '../support/cli/results.ts';
import { startEngine } from '../support/cli/running-engine.ts';
import { runCli } from '../support/cli/start-cli.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';
import { HEADER, rowLine } from '../support/csv/csv-text.ts';
import { breakDisk, type FileFault } from '../support/disk/file-fault.ts';

const SOUND_ROWS = 400;
const BAD_ROWS = 40;
const SOUND = HEADER + Array.from({ length: SOUND_ROWS }, (_, row) => soundRow(row)).join('');
/** Bad rows spread over the file, so that several transactions have some. */
const CSV = HEADER + Array.from({ length: BAD_ROWS }, (_, part) => someRows(part)).join('');

type Fault = Omit<FileFault, 'whileExists'> & { readonly exitCode: number; readonly error: string };

/** Some calls go well first, so that the fault falls into the middle. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'a write to the rejects file': eio('rejects\\.csv', 'write', 4),
  'flushing the rejects file': eio('rejects\\.csv', 'flush', 4),
  'an append to the track file': eio('processed_tracks\\.csv', 'write', 1),
  'flushing the track file': eio('processed_tracks\\.csv', 'flush', 1),
  'a write of the summary': eio('spotify_analytics\\.json', 'write', 0),
  'flushing the summary': eio('spotify_analytics\\.json', 'flush', 0),
  'putting a list in place': eio('top_artists\\.csv', 'rename', 0),
  'saving the state': eio('analytics/.*\\.db', 'commit', 4),
  'a commit of records and ledger': eio('embedded-log\\.db', 'commit', 12),
  'an output directory that turns read-only': {
    ...eio('/output/', 'open', 6),
    code: 'EROFS',
    error: 'OUTPUT_UNWRITABLE',
    exitCode: 2,
  },
  'an output directory on which the quota is used up': {
    ...eio('/output/', 'write', 6),
    code: 'EDQUOT',
    error: 'DISK_FULL',
  },
};

test.each(Object.entries(FAULTS))(
  'when %s fails a run says which file, and the next one has everything once',
  async (_, { exitCode, error, ...fault }) => {
    const workspace = createWorkspace();
    const disk = breakDisk(workspace, fault);
    const args = runArgs(workspace);

    const broken = await runCli(args, disk.options);
    disk.repair();
    const whole = await runCli(args, disk.options);

    expect(broken.exitCode, broken.stderr).toBe(exitCode);
    expectFailure(broken.stderr, error, new RegExp(fault.path.replace(/^\/|\/$/g, '')));
    expectWhole(workspace, whole);
  },
);

test('a summary that cannot be flushed leaves the one of before', async () => {
  const workspace = createWorkspace();
  const args = runArgs(workspace);
  await runCli(args);
  const summary = join(workspace.outputDir, 'spotify_analytics.json');
  const before = readFileSync(summary, 'utf8');
  const disk = breakDisk(workspace, eio('spotify_analytics\\.json', 'flush', 0));

  const broken = await runCli(args, disk.options);

  expectFailure(broken.stderr, 'FILE_FAILED', /spotify_analytics\.json failed \(EIO\)/);
  expect(readFileSync(summary, 'utf8')).toBe(before);
  expect(workspace.exports().filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('a log that cannot be written is told of and stops nothing', async () => {
  const workspace = createWorkspace();
  const disk = breakDisk(workspace, eio('logs/trackdeck\\.log', 'write', 3));

  const run = await runCli(runArgs(workspace), disk.options);

  expect(run.stderr.match(/trackdeck\.log failed \(EIO\).*lines are lost/g)).toHaveLength(1);
  expectWhole(workspace, run);
});

test('an engine waits out a disk that fails everywhere, and goes on by itself', async () => {
  const workspace = createWorkspace();
  const fault = eio('/output/|embedded-log|analytics/', 'write', 0);
  const disk = breakDisk(workspace, { ...fault, calls: ['write', 'flush', 'commit'] });
  disk.repair();
  const settings = ['--dataset', workspace.write('tracks.csv', CSV), '--stats-interval', '1'];
  const engine = await startEngine(workspace, [...settings, '--batch-size', '50'], disk.options);
  await engine.untilState('consumption', ({ consumer }) => consumer.status.name === 'caught-up');

  disk.breakAgain();
  void engine.tell('start-ingestion');
  await engine.untilState('both sides to wait', ({ producer, consumer }) =>
    [producer, consumer].every(
      ({ status }) => status.name === 'retrying' && status.failure.code === 'FILE_FAILED',
    ),
  );
  disk.repair();
  await engine.untilState(
    'everything to be published and exported',
    ({ producer, exports }) =>
      producer.status.name === 'complete' && exports.records === SOUND_ROWS,
  );
  await engine.done('shutdown');

  expect((await engine.process.exited).exitCode).toBe(0);
  expectExports(workspace.outputDir, expectedTotals(SOUND));
});

function eio(path: string, call: FileFault['calls'][number], after: number): Fault {
  return { code: 'EIO', path, calls: [call], after, exitCode: 1, error: 'FILE_FAILED' };
}

/** A transaction per batch, so that a run passes the same calls many times. */
function runArgs(workspace: Workspace): readonly string[] {
  const dataset = workspace.write('tracks.csv', CSV);
  const pace = ['--batch-size', '50', '--delay-between-batches', '0.03'];
  return ['run', '--dataset', dataset, ...pace, ...workspace.flags];
}

function expectWhole(
  { outputDir }: Workspace,
  run: { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string },
): void {
  expect(run.exitCode, run.stderr).toBe(0);
  expect(resultOf(run.stdout)).toMatchObject({
    rows_read: SOUND_ROWS + BAD_ROWS,
    acknowledged: SOUND_ROWS,
    rejected: BAD_ROWS,
    consumed: SOUND_ROWS,
    exported: SOUND_ROWS,
    balanced: true,
  });
  expectExports(outputDir, expectedTotals(SOUND));
  const rejects = readFileSync(join(outputDir, 'rejects.csv'), 'utf8').trimEnd().split('\n');
  expect(rejects.length).toBe(1 + BAD_ROWS);
}

function soundRow(row: number): string {
  return rowLine({ track_id: `track-${row}`, track_genre: `genre ${row % 5}` });
}

function someRows(part: number): string {
  const size = SOUND_ROWS / BAD_ROWS;
  const sound = Array.from({ length: size }, (_, row) => soundRow(part * size + row));
  return [...sound, rowLine({ popularity: '101' })].join('');
}
