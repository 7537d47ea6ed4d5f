import { describe, expect, test } from 'vitest';
import { ConsoleError } from '../../../../src/domain/errors.ts';
import type { SparkStatus } from '../../../../src/services/spark/spark-status.ts';
import { createSparkLook } from '../../../../src/state/commands/spark-look.ts';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { sparkStatusOf } from '../../../support/spark/spark-runs.ts';

const signal = new AbortController().signal;
const APPLICATION = {
  id: 'app-1',
  name: 'trackdeck',
  user: 'spark',
  state: 'RUNNING',
  cores: 2,
  memoryPerExecutorBytes: 1,
  startedAt: 5,
  durationMs: null,
} as const;

/** Looks at a master that says one thing after the other; a failure is thrown. */
function looking(...answers: readonly (SparkStatus | ConsoleError)[]) {
  const events: ConsoleEvent[] = [];
  const asked: (readonly string[])[] = [];
  let looks = 0;
  const look = createSparkLook({
    async askStatus() {
      const answer = answers[looks];
      looks += 1;
      if (answer === undefined) throw new Error('Nothing more is said');
      if (answer instanceof ConsoleError) throw answer;
      return answer;
    },
    async askApplication(ids) {
      asked.push(ids);
      throw new ConsoleError('SPARK_UNREACHABLE', 'it has just ended');
    },
    clock: { now: () => 1_000 },
    dispatch: (event) => events.push(event),
  });
  return { look, events, asked };
}

function silentFor(seconds: number): SparkStatus {
  const status = sparkStatusOf();
  return {
    ...status,
    workers: status.workers.map((worker) => ({ ...worker, silentSeconds: seconds })),
  };
}

describe('a look at Spark', () => {
  test('tells what has changed, which a heartbeat in time has not', async () => {
    const { look, events } = looking(silentFor(3), silentFor(14), silentFor(31));

    for (let time = 0; time < 3; time += 1) await look(signal);

    expect(events).toMatchObject([
      { type: 'spark/observed', status: silentFor(3) },
      { type: 'spark/observed', status: silentFor(31) },
    ]);
  });

  test('asks for the application that runs, and does without one that cannot be asked', async () => {
    const status = sparkStatusOf({ running: [APPLICATION], runningApplications: 1 });
    const { look, events, asked } = looking(status, sparkStatusOf());

    await look(signal);
    await look(signal);

    expect(asked).toEqual([['app-1']]);
    expect(events[0]).toMatchObject({ type: 'spark/observed', application: null });
  });

  test('tells that the master is away, and what it is like when it is back', async () => {
    const away = new ConsoleError('SPARK_UNREACHABLE', 'away', { hint: 'Start it.' });
    const { look, events } = looking(sparkStatusOf(), away, sparkStatusOf());

    for (let time = 0; time < 3; time += 1) await look(signal);

    expect(events.map(({ type }) => type)).toEqual([
      'spark/observed',
      'spark/unreachable',
      'spark/observed',
    ]);
    expect(events[1]).toMatchObject({
      failure: { code: 'SPARK_UNREACHABLE', message: 'away', hint: 'Start it.' },
      retryAt: 3_000,
    });
  });
});
