import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectExports } from '../support/cli/expect-exports.ts';
import { type ExpectedTotals, expectedTotals, FEATURES } from '../support/cli/expected-totals.ts';
import { EXPORT_NAMES, readAnalytics, readRanking } from '../support/cli/exported-files.ts';
import { isRealDataOptional, readRealData, realDataPath } from '../support/cli/real-data.ts';
import { type RunResult, resultOf } from '../support/cli/results.ts';
import { runCli, startCli } from '../support/cli/start-cli.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';

describe.skipIf(isRealDataOptional)('the whole real data set (needs DATASET_PATH)', () => {
  let workspace: Workspace;
  let expected: ExpectedTotals;
  let first: { readonly exitCode: number | null; readonly result: RunResult };

  beforeAll(async () => {
    const cleanUps: (() => unknown)[] = [];
    const atEnd = (cleanUp: () => unknown) => cleanUps.unshift(cleanUp);
    workspace = createWorkspace(atEnd);
    const args = ['run', '--dataset', realDataPath(), ...workspace.flags];
    const running = startCli(args, { atEnd });
    expected = expectedTotals(readRealData());
    const { exitCode, stdout } = await running.exited;
    first = { exitCode, result: resultOf(stdout) };
    return async () => {
      for (const cleanUp of cleanUps) await cleanUp();
    };
  });

  test('run ends with the whole truth in one line of JSON', () => {
    const { duration_seconds: duration, ...figures } = first.result;

    expect(first.exitCode).toBe(0);
    expect(figures).toEqual({
      rows_read: 114_000,
      acknowledged: 114_000,
      published_now: 114_000,
      in_flight: 0,
      incomplete: expected.incomplete,
      rejected: 0,
      failed: 0,
      foreign: 0,
      consumed: 114_000,
      exported: 114_000,
      unique_genres: expected.genres.length,
      unique_artists: expected.artists.length,
      balanced: true,
      gap: null,
      broker: 'embedded',
      dataset_sha256: 'b202fa49909b2d5cef71a04b1d21243cfeb36414535f2ca9272aa646721177bd',
      demo: false,
      output_dir: workspace.outputDir,
    });
    expect(duration).toBeGreaterThan(0);
  });

  test('the exports are what an independent computation finds', () => {
    expectExports(workspace.outputDir, expected);
  });

  test('the top lists hold twenty rows each under their header', () => {
    const genres = readRanking(workspace.outputDir, 'top_genres.csv');
    const artists = readRanking(workspace.outputDir, 'top_artists.csv');

    expect([genres.header, genres.rows.length]).toEqual([['genre', 'count'], 20]);
    expect([artists.header, artists.rows.length]).toEqual([['artist', 'count'], 20]);
  });

  test('the summary names duration, rate and time', () => {
    const { summary } = readAnalytics(workspace.outputDir);
    const { processing_duration_seconds: seconds = 0, tracks_per_second: rate } = summary;

    expect(seconds).toBeGreaterThan(0);
    expect(rate).toBeCloseTo(114_000 / seconds, 6);
    expect(summary.generated_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  });

  test.each(FEATURES)('the estimated quantiles of %s lie near the true ones', (feature) => {
    const entry = readAnalytics(workspace.outputDir).audio_features_avg[feature];
    const { sorted } = expected.features[feature];
    const binWidth = feature === 'loudness' ? 0.5 : feature === 'tempo' ? 2 : 0.005;

    for (const [name, estimate] of Object.entries(entry?.estimated_quantiles ?? {})) {
      const rank = Math.ceil((Number(name.slice(1)) / 100) * sorted.length);
      expect(Math.abs(estimate - (sorted[rank - 1] ?? Number.NaN)), name).toBeLessThanOrEqual(
        binWidth,
      );
    }
    expect(Object.keys(entry?.estimated_quantiles ?? {})).toHaveLength(5);
  });

  test('a second run publishes nothing, tells the same totals and leaves the tracks alone', async () => {
    const { outputDir, flags } = workspace;
    const trackFile = join(outputDir, 'processed_tracks.csv');
    const trackFileBefore = statSync(trackFile, { bigint: true });
    const before = contents(outputDir);

    const second = await runCli(['run', '--dataset', realDataPath(), ...flags]);

    expect(second.exitCode).toBe(0);
    expect(resultOf(second.stdout)).toEqual({
      ...first.result,
      published_now: 0,
      duration_seconds: expect.any(Number),
    });
    expect(contents(outputDir)).toEqual(before);
    expect(statSync(trackFile, { bigint: true })).toMatchObject({
      ino: trackFileBefore.ino,
      mtimeNs: trackFileBefore.mtimeNs,
    });
  });
});

/** Text of the files that say what was counted, without the time at which it was written. */
function contents(directory: string): readonly string[] {
  return [...EXPORT_NAMES, 'rejects.csv'].map((name) =>
    readFileSync(join(directory, name), 'utf8').replace(/"generated_at": ".*"/, ''),
  );
}
