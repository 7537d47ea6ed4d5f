import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { controlCharacters } from '../support/cli/control-characters.ts';
import { expectExports } from '../support/cli/expect-exports.ts';
import { expectedTotals } from '../support/cli/expected-totals.ts';
import { isRealDataOptional, realDataSlice } from '../support/cli/real-data.ts';
import { resultOf } from '../support/cli/results.ts';
import { runCli } from '../support/cli/start-cli.ts';
import { createWorkspace } from '../support/cli/workspace.ts';
import { HEADER, rowLine } from '../support/csv/csv-text.ts';
import { zipOf } from '../support/csv/zip.ts';

describe.skipIf(isRealDataOptional)('a slice of the real data set (needs DATASET_PATH)', () => {
  test('is published once by two runs and exported exactly', async () => {
    const { flags, write, outputDir } = createWorkspace();
    const csv = realDataSlice(4_000);
    const dataset = write('slice.csv', csv);

    const first = await runCli(['run', '--dataset', dataset, ...flags]);
    const trackFile = readFileSync(join(outputDir, 'processed_tracks.csv'), 'utf8');
    const second = await runCli(['run', '--dataset', dataset, ...flags]);

    const sha256 = createHash('sha256').update(csv).digest('hex');
    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    expect(resultOf(first.stdout)).toMatchObject({
      published_now: 4_000,
      dataset_sha256: sha256,
      balanced: true,
    });
    expect(resultOf(second.stdout)).toMatchObject({ published_now: 0, consumed: 4_000 });
    expect(readFileSync(join(outputDir, 'processed_tracks.csv'), 'utf8')).toBe(trackFile);
    expectExports(outputDir, expectedTotals(csv));
  });
});

describe('demo data', () => {
  test('is the same as a file and when it is run directly', async () => {
    const { flags, path } = createWorkspace();
    const amount = ['--demo-rows', '3000', '--seed', '5'];
    await runCli(['dataset', 'demo', path('demo.csv'), ...amount]);
    const printed = await runCli(['dataset', 'demo', ...amount]);

    const { stdout } = await runCli(['run', '--demo', ...amount, ...flags]);

    const csv = readFileSync(path('demo.csv'), 'utf8');
    expect(printed.stdout).toBe(csv);
    expect(resultOf(stdout).dataset_sha256).toBe(createHash('sha256').update(csv).digest('hex'));
    expectExports(path('output'), expectedTotals(csv));
  });
});

describe('dataset info', () => {
  test('counts what would be published and rejected, and publishes nothing', async () => {
    const { flags, write, exports } = createWorkspace();
    const sound = rowLine() + rowLine({ artists: '' });
    const faulty = rowLine({ key: '12' }) + rowLine({ energy: 'NaN' }) + rowLine({ mode: '7' });
    const dataset = write('tracks.csv', HEADER + sound + faulty);

    const json = await runCli(['dataset', 'info', '--json', '--dataset', dataset, ...flags]);
    const lines = await runCli(['dataset', 'info', '--dataset', dataset, ...flags]);

    expect([json.exitCode, lines.exitCode]).toEqual([0, 0]);
    expect(resultOf(json.stdout)).toMatchObject({
      rows: 5,
      publishable: 2,
      incomplete: 1,
      rejected: 3,
      rejected_by_reason: { 'number-out-of-range': 2, 'number-not-decimal': 1 },
    });
    expect(lines.stdout).toMatch(/number-out-of-range +2\n/);
    expect(exports()).toEqual([]);
  });

  test('prints no escape sequence of a name in an archive', async () => {
    const { write } = createWorkspace();
    const dataset = write('tracks.zip', await zipOf({ 'a\u001b[31mb.csv': HEADER + rowLine() }));

    const { exitCode, stdout } = await runCli(['dataset', 'info', '--dataset', dataset]);

    expect(exitCode).toBe(0);
    expect(controlCharacters(stdout)).toEqual([]);
  });
});
