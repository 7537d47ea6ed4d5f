import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAnalytics } from '../support/cli/exported-files.ts';
import { runCli, startCli } from '../support/cli/start-cli.ts';
import { until } from '../support/cli/until.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';
import { HEADER, rowLine } from '../support/csv/csv-text.ts';
import type { FileCall } from '../support/disk/file-calls.ts';
import { traceFiles, unflushedReliances } from '../support/disk/file-trace.ts';

const BATCHES = 8;
const SOUND_IN_BATCH = 19;

/** In each batch one row is rejected. */
const CSV = HEADER + `${rowLine().repeat(SOUND_IN_BATCH)}${rowLine({ mode: '7' })}`.repeat(BATCHES);

describe('nothing is committed or put in place before all that it relies on is flushed', () => {
  test('by a producer', async () => {
    const workspace = createWorkspace();
    const { options, calls } = traceFiles(workspace);
    const args = produceArgs(workspace);

    await runCli(args, options);
    rmSync(join(workspace.outputDir, 'rejects.csv'));
    const { exitCode, stderr } = await runCli(args, options);

    expect(exitCode, stderr).toBe(0);
    expect(unflushedReliances(calls(), reliesOn)).toEqual([]);
    expect(count(calls(), 'commit', /embedded-log\.db$/)).toBeGreaterThan(BATCHES);
    expect(count(calls(), 'flush', /rejects\.csv$/)).toBeGreaterThanOrEqual(BATCHES);
    expect(count(calls(), 'rename', /rejects\.csv$/)).toBe(2);
  });

  test('by a consumer', async () => {
    const workspace = createWorkspace();
    const { options, calls } = traceFiles(workspace);
    await runCli(produceArgs(workspace));

    const consumer = startCli(['consume', ...workspace.flags, '--stats-interval', '1'], options);
    await untilExported(workspace);
    // The consumer may put one in place meanwhile that had a temporary name.
    for (const name of workspace.exports()) {
      rmSync(join(workspace.outputDir, name), { force: true });
    }
    await untilExported(workspace);
    consumer.kill('SIGTERM');
    const { exitCode, stderr } = await consumer.exited;

    expect(exitCode, stderr).toBe(0);
    expect(unflushedReliances(calls(), reliesOn)).toEqual([]);
    expect(count(calls(), 'commit', /analytics.*\.db$/)).toBeGreaterThan(2);
    expect(count(calls(), 'flush', /processed_tracks\.csv/)).toBeGreaterThan(2);
    // The first one, and the one that was written anew.
    expect(count(calls(), 'rename', /processed_tracks\.csv$/)).toBe(2);
    expect(count(calls(), 'rename', /spotify_analytics\.json$/)).toBeGreaterThan(1);
  });
});

test.each<[string, readonly FileCall[], string]>([
  [
    'a commit before the flush of a file that it relies on',
    [call('write', '/o/rejects.csv'), call('commit', '/s/embedded-log.db')],
    '/s/embedded-log.db was committed before /o/rejects.csv was flushed',
  ],
  [
    'a rename before the flush',
    [call('write', '/o/.a.tmp'), call('rename', '/o/.a.tmp', '/o/a'), call('flush', '/o')],
    '/o/a was put in place before it was flushed',
  ],
  [
    'a rename that its directory may forget',
    [call('rename', '/o/.a', '/o/a'), call('rename', '/o/.b', '/o/b'), call('flush', '/o')],
    'the directory was not flushed after /o/a was renamed',
  ],
])('%s is noticed', (_, calls, complaint) => {
  expect(unflushedReliances(calls, reliesOn)).toEqual([complaint]);
});

/** Ledger and state hold the lengths of files that only grow. */
function reliesOn(database: string): RegExp | undefined {
  return database.endsWith('embedded-log.db') ? /rejects\.csv$/ : /processed_tracks\.csv$/;
}

function produceArgs({ flags, write }: Workspace): readonly string[] {
  const pace = ['--batch-size', String(SOUND_IN_BATCH + 1), '--delay-between-batches', '0.01'];
  return ['produce', '--dataset', write('tracks.csv', CSV), ...pace, ...flags];
}

const EXPORTS = [
  'processed_tracks.csv',
  'spotify_analytics.json',
  'top_artists.csv',
  'top_genres.csv',
];

async function untilExported({ outputDir, exports }: Workspace): Promise<void> {
  await until('all tracks to be exported', () => {
    const there = exports();
    if (!EXPORTS.every((name) => there.includes(name))) return false;
    const { summary } = readAnalytics(outputDir);
    return summary['total_tracks_processed'] === BATCHES * SOUND_IN_BATCH;
  });
}

function call(kind: FileCall['kind'], path: string, to = ''): FileCall {
  return { kind, name: kind, path, to };
}

function count(calls: readonly FileCall[], kind: FileCall['kind'], path: RegExp): number {
  return calls.filter((each) => each.kind === kind && path.test(each.to || each.path)).length;
}
