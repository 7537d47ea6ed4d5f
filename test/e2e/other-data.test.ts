import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeDemoFile } from '../support/cli/demo-file.ts';
import { expectExports } from '../support/cli/expect-exports.ts';
import { expectOneMessage } from '../support/cli/expect-one-message.ts';
import { expectedTotals } from '../support/cli/expected-totals.ts';
import { resultOf } from '../support/cli/results.ts';
import { runCli } from '../support/cli/start-cli.ts';
import { createWorkspace } from '../support/cli/workspace.ts';

type DemoFile = { readonly path: string; readonly csv: string };

const shared = createWorkspace(afterAll);
let one: DemoFile;
let other: DemoFile;

beforeAll(async () => {
  one = await writeDemoFile(shared, { rows: 700, seed: 1 });
  other = await writeDemoFile(shared, { rows: 900, seed: 2 });
});

describe('a topic that holds another data set', () => {
  test('is left alone', async () => {
    const { flags, outputDir } = createWorkspace();
    await runCli(['run', '--dataset', one.path, ...flags]);
    const before = readFileSync(join(outputDir, 'spotify_analytics.json'), 'utf8');

    const refused = await runCli(['run', '--dataset', other.path, ...flags]);
    const after = readFileSync(join(outputDir, 'spotify_analytics.json'), 'utf8');
    const again = await runCli(['run', '--dataset', one.path, ...flags]);

    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expectOneMessage(
      refused.stderr.replace(/^.* · .*\n/gm, ''),
      'TOPIC_HOLDS_OTHER_DATA',
      /700 records.*\n.*--force/,
    );
    expect(after).toBe(before);
    expect(resultOf(again.stdout)).toMatchObject({ published_now: 0, consumed: 700, foreign: 0 });
    expectExports(outputDir, expectedTotals(one.csv));
  });

  test('takes the new one beside the old with --force, both in the exports, apart in the books', async () => {
    const { flags, outputDir } = createWorkspace();
    await runCli(['run', '--dataset', one.path, ...flags]);

    const forced = await runCli(['run', '--dataset', other.path, '--force', ...flags]);
    const again = await runCli(['run', '--dataset', one.path, ...flags]);

    expect(forced.exitCode).toBe(0);
    expect(resultOf(forced.stdout)).toMatchObject({
      published_now: 900,
      acknowledged: 900,
      consumed: 900,
      foreign: 700,
      balanced: true,
    });
    expect(resultOf(again.stdout)).toMatchObject({
      published_now: 0,
      consumed: 700,
      foreign: 900,
      balanced: true,
    });
    const rowsOfOther = other.csv.slice(other.csv.indexOf('\n') + 1);
    expectExports(outputDir, expectedTotals(one.csv + rowsOfOther));
  });

  test('does not stand in the way of another topic', async () => {
    const { flags } = createWorkspace();
    await runCli(['produce', '--dataset', one.path, ...flags]);

    const { exitCode, stdout } = await runCli([
      'produce',
      '--dataset',
      other.path,
      '--topic',
      'second',
      ...flags,
    ]);

    expect(exitCode).toBe(0);
    expect(resultOf(stdout)).toMatchObject({ published_now: 900, acknowledged: 900 });
  });
});

describe('clean', () => {
  test('shows what it would remove and, with nobody to ask, removes nothing', async () => {
    const { flags, exports, outputDir } = createWorkspace();
    await runCli(['run', '--dataset', one.path, ...flags]);
    const before = exports();

    const { exitCode, stdout, stderr } = await runCli(['clean', ...flags]);

    expect(exitCode).toBe(2);
    expectOneMessage(stderr, 'CONFIRMATION_NEEDED', /--yes/);
    expect(stdout).toContain(join(outputDir, 'processed_tracks.csv'));
    expect(stdout).toContain('embedded-log.db');
    expect(exports()).toEqual(before);
    expectExports(outputDir, expectedTotals(one.csv));
  });

  test('removes its own with --yes, leaves everything else, and a new run starts from nothing', async () => {
    const { flags, exports, write, outputDir, stateDir } = createWorkspace();
    await runCli(['run', '--dataset', one.path, ...flags]);
    write('output/notes.txt', 'mine');
    write('output/my_top_genres.csv', 'mine too');
    write('state/notes.txt', 'mine');

    const cleaned = await runCli(['clean', '--yes', ...flags]);
    const left = exports();
    const run = await runCli(['run', '--dataset', other.path, ...flags]);

    expect(cleaned.exitCode).toBe(0);
    expect(cleaned.stdout).toContain(
      `Removed. ${join(stateDir, 'locks')} stays: it holds only lock files, which others may have open.\n`,
    );
    expect(left).toEqual(['my_top_genres.csv', 'notes.txt']);
    expect(readFileSync(join(stateDir, 'notes.txt'), 'utf8')).toBe('mine');
    expect(run.exitCode).toBe(0);
    expect(resultOf(run.stdout)).toMatchObject({ published_now: 900, consumed: 900, foreign: 0 });
    expectExports(outputDir, expectedTotals(other.csv));
  });
});
