import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { controlCharacters } from '../support/cli/control-characters.ts';
import { expectExports } from '../support/cli/expect-exports.ts';
import { expectedTotals } from '../support/cli/expected-totals.ts';
import { resultOf } from '../support/cli/results.ts';
import { runCli } from '../support/cli/start-cli.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';
import { HEADER, rowLine } from '../support/csv/csv-text.ts';

const HOSTILE = '9\u001b[31m\u009b1m\u202e';
const SOUND = rowLine({ track_id: 'sound' });
const LOUD = rowLine({ track_id: 'loud', loudness: '21' });
const POPULAR = rowLine({ track_id: 'popular', popularity: HOSTILE });
const CSV = HEADER + SOUND + LOUD + SOUND + POPULAR + LOUD;

test('list counts the dead letters by reason, column and data set, and a filter narrows it', async () => {
  const { flags } = await ingested();

  const text = await runCli(['dlq', 'list', ...flags]);
  const all = await runCli(['dlq', 'list', '--json', ...flags]);
  const some = await runCli(['dlq', 'list', '--column', 'loudness', '--json', ...flags]);

  expect(text.stdout).toContain('3 rows, 3 waiting, 0 redriven');
  expect(resultOf<object>(all.stdout)).toMatchObject({
    topic: 'spotify-tracks.dlq',
    rows: 3,
    waiting: 3,
    reasons: [
      { reason: 'number-out-of-range', rows: 2, redriven: 0 },
      { reason: 'number-not-decimal', rows: 1, redriven: 0 },
    ],
    columns: [{ column: 'loudness' }, { column: 'popularity' }],
    datasets: [{ rows: 3 }],
    letters: [{ record_id: 1 }, { record_id: 3 }, { record_id: 4 }],
  });
  expect(resultOf<object>(some.stdout)).toMatchObject({ rows: 2 });
});

test('show points at the fault, by row or by offset, and nothing of it acts on a terminal', async () => {
  const { flags } = await ingested();

  const byRow = await runCli(['dlq', 'show', '3', ...flags]);
  const byOffset = await runCli(['dlq', 'show', '0:1', '--json', ...flags]);
  const list = await runCli(['dlq', 'list', ...flags]);

  expect(byRow.stdout).toMatch(/^> +popularity +"9.*" {2}<$/m);
  expect(resultOf<object>(byOffset.stdout)).toMatchObject({
    record_id: 3,
    reason: 'number-not-decimal',
    value: HOSTILE,
    raw: POPULAR.trimEnd(),
  });
  expect(controlCharacters(byRow.stdout + byOffset.stdout + list.stdout)).toEqual([]);
});

test('a row that is not there is named, with exit code 1', async () => {
  const { flags } = await ingested();

  const { exitCode, stderr } = await runCli(['dlq', 'show', '2', ...flags]);

  expect(exitCode).toBe(1);
  expect(stderr).toContain('DEAD_LETTER_MISSING: There is no dead letter 2');
});

test('rows repaired in a copy of the rejects file are published, counted and exported as any other', async () => {
  const { flags, outputDir, write, path } = await ingested();
  const rejects = readFileSync(join(outputDir, 'rejects.csv'), 'utf8');
  const repaired = write(
    'repaired.csv',
    rejects.replaceAll(',21,-', ',').replaceAll(',21,', ',2,'),
  );

  const redriven = await runCli(['dlq', 'redrive', '--from', repaired, '--yes', ...flags]);
  const run = await runCli(['run', '--dataset', path('tracks.csv'), ...flags]);
  const again = await runCli(['dlq', 'redrive', '--from', repaired, '--yes', '--json', ...flags]);

  expect(redriven.exitCode, redriven.stderr).toBe(0);
  expect(redriven.stdout).toContain('Published 2 rows.');
  const consumed = { rows_read: 5, acknowledged: 4, rejected: 1, consumed: 4, exported: 4 };
  expect(resultOf(run.stdout)).toMatchObject({ ...consumed, published_now: 0, balanced: true });
  const loud = rowLine({ track_id: 'loud', loudness: '2' });
  expectExports(outputDir, expectedTotals(HEADER + SOUND + loud + SOUND + loud));
  expect(resultOf<object>(again.stdout)).toMatchObject({
    published_now: 0,
    redriven_before: 2,
    staying: 1,
  });
});

test('without a confirmation nothing is published', async () => {
  const { flags, write } = await ingested();
  const repaired = write('repaired.csv', `record_id,raw\n1,"${SOUND.trimEnd()}"\n`);

  const refused = await runCli(['dlq', 'redrive', '--from', repaired, ...flags]);
  const list = await runCli(['dlq', 'list', '--json', ...flags]);

  expect(refused.exitCode).toBe(2);
  expect(refused.stdout).toContain('1  to be published to spotify-tracks');
  expect(refused.stderr).toMatch(/^trackdeck: CONFIRMATION_NEEDED: .*\n.*--yes/);
  expect(resultOf<object>(list.stdout)).toMatchObject({ waiting: 3, redriven: 0 });
});

test.each([
  ['a row that is no number', ['redrive', '--row', '1,x', '--yes']],
  ['a data set that is no SHA-256', ['list', '--dataset-sha', 'tracks.csv']],
  ['a file that is not there', ['redrive', '--from', '/nonexistent/file.csv', '--yes']],
  ['no row to show', ['show']],
])('%s is a fault of usage', async (_, args) => {
  const { flags } = createWorkspace();

  const { exitCode } = await runCli(['dlq', ...args, ...flags]);

  expect(exitCode).toBe(2);
});

test('where nothing was ever rejected there is nothing to list', async () => {
  const { flags } = createWorkspace();

  const { exitCode, stdout } = await runCli(['dlq', 'list', ...flags]);

  expect(exitCode).toBe(0);
  expect(stdout).toBe('No dead letters in spotify-tracks.dlq.\n');
});

async function ingested(): Promise<Workspace> {
  const workspace = createWorkspace();
  writeFileSync(workspace.path('tracks.csv'), CSV);
  const args = ['produce', '--dataset', workspace.path('tracks.csv'), ...workspace.flags];
  const { exitCode, stderr } = await runCli(args);
  expect(exitCode, stderr).toBe(0);
  return workspace;
}
