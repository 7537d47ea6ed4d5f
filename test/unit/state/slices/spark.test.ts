import { expect, test } from 'vitest';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { sparkReducer } from '../../../../src/state/slices/spark.ts';
import { runPlanOf, runResultOf, sparkStatusOf } from '../../../support/spark/spark-runs.ts';

const OPENED: ConsoleEvent = { type: 'spark/opened', url: 'http://spark-master:8080', at: 1 };
const CHECKING: ConsoleEvent = { type: 'spark/run-checking', mode: 'batch', at: 5 };
const STARTED: ConsoleEvent = { type: 'spark/run-started', plan: runPlanOf(), at: 10 };
const FAILURE = { code: 'SPARK_UNREACHABLE', message: 'away', hint: null } as const;
const AGREES = { verdict: 'agrees', figures: 1_158 } as const;

function after(...events: readonly ConsoleEvent[]) {
  return events.reduce(sparkReducer, sparkReducer(null, OPENED));
}

function away(at: number): ConsoleEvent {
  return { type: 'spark/unreachable', failure: FAILURE, retryAt: at + 3, at };
}

function observed(at: number): ConsoleEvent {
  return { type: 'spark/observed', status: sparkStatusOf(), application: null, at };
}

test('without Spark nothing that happens to it changes anything', () => {
  expect(sparkReducer(null, STARTED)).toBeNull();
});

test('a master is away since the first question without an answer', () => {
  const slice = after(observed(5), away(10), away(20));
  const back = sparkReducer(slice, observed(30));

  expect(slice).toMatchObject({ observedAt: 5, unreachable: { since: 10, retryAt: 23 } });
  expect(back).toMatchObject({ observedAt: 30, unreachable: null });
});

test('a batch goes from its checks over its steps to its result', () => {
  const registered = {
    kind: 'registered',
    application: 'app-1',
    url: 'http://driver:4040',
    sparkVersion: '4.2.0',
  } as const;
  const running = after(
    CHECKING,
    STARTED,
    { type: 'spark/run-progressed', progress: registered, at: 20 },
    { type: 'spark/run-progressed', progress: { kind: 'step', step: 'writing' }, at: 30 },
  );
  const finished = sparkReducer(running, {
    type: 'spark/run-finished',
    result: runResultOf(),
    comparison: AGREES,
    at: 40,
  });

  expect(after(CHECKING)?.run).toEqual({ name: 'checking', mode: 'batch', since: 5 });
  expect(running?.run).toMatchObject({
    name: 'running',
    startedAt: 10,
    application: 'app-1',
    step: 'writing',
  });
  expect(finished?.run).toMatchObject({
    name: 'finished',
    startedAt: 10,
    application: 'app-1',
    result: { tracks: 114_000 },
    comparison: AGREES,
    endedAt: 40,
  });
});

test('a stream shows its newest batch', () => {
  const batch = (number: number): ConsoleEvent => ({
    type: 'spark/run-progressed',
    progress: {
      kind: 'batch',
      batch: number,
      inputRows: 30_000,
      inputRowsPerSecond: 8_000,
      processedRowsPerSecond: 7_500,
      durationMs: 4_000,
      offsetsBehind: 24_000,
      tracks: 30_000 * (number + 1),
    },
    at: 20 + number,
  });

  const { run } = after(STARTED, batch(0), batch(1)) ?? {};

  expect(run).toMatchObject({ stream: { batch: 1, tracks: 60_000, offsetsBehind: 24_000 } });
});

test('a failure keeps what had started, where anything had', () => {
  const failed: ConsoleEvent = {
    type: 'spark/run-failed',
    mode: 'batch',
    failure: FAILURE,
    at: 50,
  };

  expect(after(CHECKING, failed)?.run).toEqual({
    name: 'failed',
    mode: 'batch',
    failure: FAILURE,
    started: null,
    endedAt: 50,
  });
  expect(after(STARTED, failed)?.run).toMatchObject({
    name: 'failed',
    started: { id: runPlanOf().id, startedAt: 10 },
  });
});

test('what a run says once it is over changes nothing', () => {
  const stopped = after(STARTED, {
    type: 'spark/run-stopped',
    mode: 'batch',
    result: null,
    comparison: null,
    at: 60,
  });
  const late: ConsoleEvent = {
    type: 'spark/run-progressed',
    progress: { kind: 'step', step: 'writing' },
    at: 61,
  };

  expect(stopped?.run).toMatchObject({ name: 'stopped', endedAt: 60 });
  expect(sparkReducer(stopped ?? null, late)).toBe(stopped);
});
