import { expect, test } from 'vitest';
import { selectBatchSize } from '../../../../src/state/selectors/batch-size.ts';
import { reduce } from '../../../../src/state/store.ts';
import { ingested, NOW, stateOf } from '../../../support/ui/selector-states.ts';

/** Of an ingest in batches of 10. */
function batchSize(rowsPerSecond: number | null, endedAt?: number) {
  const run = ingested({ rows: 20, ...(endedAt === undefined ? {} : { endedAt }) });
  const limited = { type: 'ingest/rate-limited', rowsPerSecond, at: NOW } as const;
  return selectBatchSize(reduce(stateOf(run), limited).producer);
}

test('without a limit batches are as large as was asked for', () => {
  expect(batchSize(null)).toEqual({ rows: 10, isMost: false });
});

test.each([
  [100, 10],
  [40, 10],
  [39, 9],
  [1, 1],
])('under %d rows a second none has more than %d', (limit, rows) => {
  expect(batchSize(limit)).toEqual({ rows, isMost: true });
});

test('of an ingest that is over it is not known under which limits it was', () => {
  expect(batchSize(39, NOW)).toEqual({ rows: 10, isMost: true });
});
