import { describe, expect, test } from 'vitest';
import { mergeAnalytics } from '../../../../src/domain/analytics/analytics-totals.ts';
import { trackFigures } from '../../../../src/domain/analytics/track-figures.ts';
import { ConsoleError } from '../../../../src/domain/errors.ts';
import { sleep } from '../../../../src/services/clock.ts';
import type { JobLine } from '../../../../src/services/spark/job-lines.ts';
import type { JobEnd } from '../../../../src/services/spark/submit-job.ts';
import { type PreparedRun, runSpark } from '../../../../src/state/commands/run-spark.ts';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { runPlanOf } from '../../../support/spark/spark-runs.ts';

const FIGURES = trackFigures(mergeAnalytics([]));
const OFFSETS = [{ partition: 0, from: 0, to: 9 }];
const COUNTED = {
  figures: FIGURES,
  partitions: [{ partition: 0, nextOffset: 9, expiredRecords: 0 }],
};
const DONE: JobEnd = { code: 0, signal: null };
const RESULT: JobLine = { type: 'result', batch: null, figures: FIGURES };

function batch(number: number, end: number): JobLine {
  const rates = { inputRows: 3, inputRowsPerSecond: 1, processedRowsPerSecond: 1, durationMs: 1 };
  const progress = { kind: 'batch', batch: number, ...rates, offsetsBehind: 0 } as const;
  return { type: 'batch', progress, ends: new Map([[0, end]]) };
}

type JobScript = {
  readonly mode?: 'batch' | 'streaming';
  readonly lines?: readonly JobLine[];
  /** Without it the job goes on until it is stopped. */
  readonly end?: JobEnd;
  readonly patienceMs?: number;
  readonly lastError?: string;
};

/** A run of a job that does what it is told here. */
function run(
  script: JobScript,
  signal = new AbortController().signal,
  countedNow = () => Promise.resolve(COUNTED),
) {
  const { mode = 'batch', lines = [], end, patienceMs = 60_000, lastError } = script;
  const events: ConsoleEvent[] = [];
  let closed = 0;
  let stopped = 0;
  const prepared: PreparedRun = {
    plan: runPlanOf({ mode, offsets: OFFSETS }),
    counted: COUNTED,
    patienceMs,
    async start(onLine) {
      const ended = Promise.withResolvers<JobEnd>();
      queueMicrotask(() => {
        for (const line of lines) onLine(line);
        if (end !== undefined) ended.resolve(end);
      });
      return {
        ended: ended.promise,
        async stop() {
          stopped += 1;
          ended.resolve({ code: null, signal: 'SIGTERM' });
        },
      };
    },
    lastError: () => lastError,
    async close() {
      closed += 1;
    },
  };
  const over = runSpark(
    {
      prepare: async () => prepared,
      ...{ countedNow, clock: { now: () => 7 }, sleep },
      dispatch: (event) => events.push(event),
    },
    mode,
    signal,
  );
  over.catch(() => {});
  const types = () => events.map(({ type }) => type.replace('spark/run-', ''));
  return { over, events, types, closed: () => closed, stopped: () => stopped };
}

describe('a run on Spark', () => {
  test('that ends with a result is compared with what was counted when it was submitted', async () => {
    const { over, types, closed } = run({ lines: [RESULT], end: DONE });

    expect(await over).toMatchObject({ comparison: { verdict: 'agrees' } });
    expect(types()).toEqual(['checking', 'started', 'finished']);
    expect(closed()).toBe(1);
  });

  test.each([
    ['its exit code', { lines: [RESULT], end: { code: 1, signal: null } }, 'ended with code 1'],
    [
      'a signal',
      { lines: [RESULT], end: { code: null, signal: 'SIGKILL' } },
      'was killed (SIGKILL)',
    ],
    ['the lack of a result', { end: DONE, lastError: 'odd' }, 'ended with code 0: odd'],
    [
      'what it says itself',
      {
        lines: [{ type: 'failed', message: 'Offsets out of range', detail: '' }],
        end: { code: 1, signal: null },
        lastError: 'Task failed',
      },
      'ended with code 1: Offsets out of range',
    ],
    [
      'what the cluster says, which the job does not know',
      {
        lines: [{ type: 'failed', message: 'SparkContext was shut down', detail: '' }],
        end: { code: 1, signal: null },
        lastError: 'All masters are unresponsive! Giving up.',
      },
      'ended with code 1: All masters are unresponsive! Giving up.',
    ],
  ] as const satisfies readonly (readonly [string, JobScript, string])[])(
    'has failed by %s',
    async (_, script, why) => {
      const { over, types, closed } = run(script);

      await expect(over).rejects.toMatchObject({
        code: 'SPARK_JOB_FAILED',
        message: `The job on Spark ${why}`,
      });
      expect(types().at(-1)).toBe('failed');
      expect(closed()).toBe(1);
    },
  );

  test('is ended at its deadline', async () => {
    const { over, stopped } = run({ patienceMs: 5 });

    await expect(over).rejects.toMatchObject({ code: 'SPARK_JOB_TIMEOUT' });
    expect(stopped()).toBe(1);
  });

  test('has no deadline once a stream has begun', async () => {
    const stop = new AbortController();
    const { over, types } = run(
      { mode: 'streaming', lines: [batch(0, 4)], patienceMs: 50 },
      stop.signal,
    );
    await sleep(150, new AbortController().signal);

    expect(types()).toEqual(['checking', 'started', 'progressed']);
    stop.abort();
    await over;
    expect(types().at(-1)).toBe('stopped');
  });

  test('that is stopped as a stream is compared where both have got as far', async () => {
    const stop = new AbortController();
    const stream = (end: number): JobScript => ({
      mode: 'streaming',
      lines: [{ type: 'result', batch: 0, figures: FIGURES }, batch(0, end)],
    });
    const same = run(stream(9), stop.signal);
    const behind = run(stream(8), stop.signal);
    await sleep(20, new AbortController().signal);

    stop.abort();

    expect(await same.over).toMatchObject({ comparison: { verdict: 'agrees' } });
    expect(await behind.over).toMatchObject({
      result: { offsets: [{ partition: 0, from: 0, to: 8 }] },
      comparison: { verdict: 'impossible' },
    });
  });

  test('is stopped with all of it also when nothing can be compared', async () => {
    const stop = new AbortController();
    const lines = [{ type: 'result', batch: 0, figures: FIGURES } as const, batch(0, 9)];
    const failing = () => Promise.reject(new Error('the store is closed'));
    const { over, types, stopped } = run({ mode: 'streaming', lines }, stop.signal, failing);
    await sleep(20, new AbortController().signal);

    stop.abort();
    await over;

    expect(types().at(-1)).toBe('stopped');
    expect(stopped()).toBe(1);
  });

  test('that a check refuses never starts, and one that is stopped meanwhile has not failed', async () => {
    const events: ConsoleEvent[] = [];
    const refused = new ConsoleError('SPARK_NO_WORKER', 'none');
    const stop = new AbortController();
    const deps = (prepare: (signal: AbortSignal) => Promise<PreparedRun>) => ({
      ...{ prepare, countedNow: async () => COUNTED, clock: { now: () => 7 }, sleep },
      dispatch: (event: ConsoleEvent) => events.push(event),
    });

    await expect(
      runSpark(
        deps(() => Promise.reject(refused)),
        'batch',
        stop.signal,
      ),
    ).rejects.toBe(refused);
    const stopping = runSpark(
      deps((signal) => sleep(60_000, signal).then(() => Promise.reject(refused))),
      'batch',
      stop.signal,
    );
    stop.abort();
    await stopping;

    expect(events.map(({ type }) => type)).toEqual([
      ...['spark/run-checking', 'spark/run-failed'],
      ...['spark/run-checking', 'spark/run-stopped'],
    ]);
  });
});
