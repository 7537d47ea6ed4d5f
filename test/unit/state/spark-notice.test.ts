import { expect, test } from 'vitest';
import { eventNotice } from '../../../src/state/event-notice.ts';
import { runPlanOf, runResultOf } from '../../support/spark/spark-runs.ts';

test('a run on Spark says where its Parquet goes', () => {
  const notice = eventNotice({ type: 'spark/run-started', plan: runPlanOf(), at: 1 });

  expect(notice?.text).toContain('hdfs://namenode:9000/trackdeck/exports/spark/20261129T180000Z');
});

test('a run that agrees is news, one that differs an error with its first difference', () => {
  const finished = { type: 'spark/run-finished', result: runResultOf(), at: 1 } as const;
  const difference = { figure: 'distinct tracks', console: 2, spark: 3 };
  const agrees = eventNotice({ ...finished, comparison: { verdict: 'agrees', figures: 1158 } });
  const differs = eventNotice({
    ...finished,
    comparison: { verdict: 'differs', figures: 1158, differing: 4, differences: [difference] },
  });

  expect(agrees).toMatchObject({
    level: 'info',
    text: 'Spark agrees with the console in all of 1,158 figures',
  });
  expect(differs).toMatchObject({
    level: 'error',
    text: 'Spark differs from the console in 4 of 1,158 figures, first in distinct tracks: 2 here, 3 on Spark',
  });
});

test('a comparison that cannot be made says why', () => {
  const comparison = { verdict: 'impossible', reason: 'retention removed some' } as const;
  const notice = eventNotice({
    type: 'spark/run-finished',
    result: runResultOf(),
    comparison,
    at: 1,
  });

  expect(notice).toMatchObject({
    level: 'info',
    text: 'Spark and the console cannot be compared: retention removed some',
  });
});
