import { describe, expect, test } from 'vitest';
import { followRun } from '../../../../src/cli/spark/follow-run.ts';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { sparkReducer } from '../../../../src/state/slices/spark.ts';
import { runPlanOf } from '../../../support/spark/spark-runs.ts';

const PLAN = runPlanOf();
const OTHER = runPlanOf({ id: '20261129T180001Z' });
const CHECKING: ConsoleEvent = { type: 'spark/run-checking', mode: 'batch', at: 1 };
const FAILED: ConsoleEvent = {
  type: 'spark/run-failed',
  mode: 'batch',
  failure: { code: 'SPARK_JOB_FAILED', message: 'The job ended with code 1', hint: null },
  at: 3,
};
const STOPPED: ConsoleEvent = {
  type: 'spark/run-stopped',
  ...{ mode: 'batch', result: null, comparison: null, at: 3 },
};

function started(plan = PLAN): ConsoleEvent {
  return { type: 'spark/run-started', plan, at: 2 };
}

function runAfter(...events: readonly ConsoleEvent[]) {
  const opened = sparkReducer(null, { type: 'spark/opened', url: 'http://m:8080', at: 0 });
  const run = events.reduce(sparkReducer, opened)?.run;
  if (run === undefined) throw new Error('There is no Spark');
  return run;
}

/** Follows `PLAN` while the engine shows these runs, one a look. */
function follow(...runs: readonly ReturnType<typeof runAfter>[]) {
  const left = [...runs];
  const told: string[] = [];
  const end = followRun(PLAN, {
    async look() {
      const run = left.shift();
      if (run === undefined) throw new Error('It looks too often');
      return run;
    },
    tell: ({ name }) => told.push(name),
    pause: async () => {},
  });
  return { end, told };
}

describe('a run that an engine has under way', () => {
  test.each([
    ['failed', FAILED],
    ['stopped', STOPPED],
  ] as const)('is followed until it has %s', async (name, event) => {
    const { end, told } = follow(runAfter(started()), runAfter(started(), event));

    expect(await end).toMatchObject({ name, started: { id: PLAN.id } });
    expect(told).toEqual(['running']);
  });

  test.each([
    ['is checked', [CHECKING]],
    ['was refused', [CHECKING, FAILED]],
    ['runs', [started(OTHER)]],
    ['has failed', [started(OTHER), FAILED]],
  ] as const)('is not mistaken for another that %s', async (_, events) => {
    const { end, told } = follow(runAfter(started()), runAfter(started(), FAILED, ...events));

    await expect(end).rejects.toMatchObject({
      code: 'SPARK_RUN_REPLACED',
      exitCode: 1,
      message: `How run ${PLAN.id} has ended was not seen: another run has taken its place there`,
      hint: expect.stringContaining(PLAN.logFile),
    });
    expect(told).toEqual(['running']);
  });

  test('is not seen to its end by an engine that was started anew', async () => {
    await expect(follow(runAfter()).end).rejects.toMatchObject({
      message: expect.stringContaining('the engine was started anew'),
    });
  });
});
