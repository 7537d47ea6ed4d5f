import { describe, expect, test } from 'vitest';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { sparkReducer } from '../../../../src/state/slices/spark.ts';
import { sparkResultLines } from '../../../../src/ui/headless/spark-result.ts';
import { sparkRunLine, sparkStatusLines } from '../../../../src/ui/headless/spark-status.ts';
import { runPlanOf, runResultOf, sparkStatusOf } from '../../../support/spark/spark-runs.ts';

const STARTED: ConsoleEvent = { type: 'spark/run-started', plan: runPlanOf(), at: 1_000 };

function runAfter(...events: readonly ConsoleEvent[]) {
  const opened = sparkReducer(null, { type: 'spark/opened', url: 'http://m:8080', at: 1 });
  const run = events.reduce(sparkReducer, opened)?.run;
  if (run === undefined) throw new Error('There is no Spark');
  return run;
}

describe('Spark without a screen', () => {
  test('is its master, workers and applications', () => {
    const application = {
      ...{ id: 'app-1', name: 'trackdeck\u001b[2J', user: 'spark', state: 'RUNNING', cores: 2 },
      ...{ memoryPerExecutorBytes: 1, startedAt: 1_000, durationMs: null },
    };
    const status = sparkStatusOf({ runningApplications: 1, running: [application] });

    const lines = sparkStatusLines(status, null, 6_000);

    expect(lines.slice(0, 4)).toEqual([
      'master spark://spark-master:7077 ALIVE, Spark 4.2.0',
      expect.stringMatching(
        /^workers 1 alive, 0 dead · cores 0 of 2 used · memory 0 B of 2\.\d GB used$/,
      ),
      '  spark-worker:35001 ALIVE · cores 0 of 2 · heartbeat 3 s ago',
      'applications 1 running, 0 finished',
    ]);
    expect(lines[4]).toMatch(/^ {2}app-1 RUNNING · trackdeck.* · cores 2 · 5\.0 s$/);
    expect(lines.join('')).not.toContain('\u001b');
  });

  test('tells how far a run is', () => {
    const batch: ConsoleEvent = {
      type: 'spark/run-progressed',
      progress: {
        ...{ kind: 'batch', batch: 3, inputRows: 9, inputRowsPerSecond: 9, durationMs: 1 },
        ...{ processedRowsPerSecond: 7_500.4, offsetsBehind: 1_200, tracks: 90_000 },
      },
      at: 2_000,
    };

    expect(sparkRunLine(runAfter(STARTED))).toBe(`run ${runPlanOf().id} batch, starting`);
    expect(sparkRunLine(runAfter(STARTED, batch))).toContain(
      'batch 3, 90,000 tracks, 7,500 rows/s, 1,200 offsets behind',
    );
  });

  test('names every difference of a result', () => {
    const differences = [
      { figure: 'tracks', console: 901, spark: 900 },
      { figure: 'mean energy of genre "planted"', console: 0.25, spark: null },
    ];
    const finished: ConsoleEvent = {
      type: 'spark/run-finished',
      result: runResultOf(),
      comparison: { verdict: 'differs', figures: 1_168, differing: 2, differences },
      at: 43_000,
    };

    expect(sparkResultLines(runAfter(STARTED, finished))).toEqual([
      expect.stringContaining('Spark differs from the console in 2 of 1,168 figures'),
      '  tracks: 901 here, 900 on Spark',
      '  mean energy of genre "planted": 0.25 here, none on Spark',
      '114,000 tracks, 0 foreign, 0 unreadable records',
      '89,741 distinct tracks, 31,437 artists, 114 genres',
      `Parquet in ${runPlanOf().output}, in 42.0 s; log ${runPlanOf().logFile}`,
    ]);
  });

  test('names them, too, of a stream that was stopped', () => {
    const differences = [{ figure: 'tracks', console: 901, spark: 900 }];
    const stopped: ConsoleEvent = {
      type: 'spark/run-stopped',
      mode: 'streaming',
      result: runResultOf(),
      comparison: { verdict: 'differs', figures: 1_168, differing: 1, differences },
      at: 43_000,
    };

    expect(sparkResultLines(runAfter(STARTED, stopped))).toEqual([
      `run ${runPlanOf().id} stopped`,
      expect.stringContaining('Spark differs from the console in 1 of 1,168 figures'),
      '  tracks: 901 here, 900 on Spark',
      '114,000 tracks, 0 foreign, 0 unreadable records',
      '89,741 distinct tracks, 31,437 artists, 114 genres',
      `Parquet in ${runPlanOf().output}, in 42.0 s; log ${runPlanOf().logFile}`,
    ]);
  });

  test('is one line of a run that was stopped before it had found anything', () => {
    const stopped: ConsoleEvent = {
      type: 'spark/run-stopped',
      ...{ mode: 'batch', result: null, comparison: null, at: 43_000 },
    };

    expect(sparkResultLines(runAfter(STARTED, stopped))).toEqual(['run batch stopped']);
  });
});
