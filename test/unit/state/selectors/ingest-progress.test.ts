import { expect, test } from 'vitest';
import {
  selectIngestElapsed,
  selectIngestShare,
  selectIngestTimeLeft,
} from '../../../../src/state/selectors/ingest-progress.ts';
import { ingested, NOW, sampled, stateOf } from '../../../support/ui/selector-states.ts';

test('the share is that of the bytes of the source', () => {
  expect(selectIngestShare(stateOf(ingested({ rows: 10, byte: 2_500 })))).toBe(0.25);
});

test('there is no share before the source is known', () => {
  expect(selectIngestShare(stateOf([]))).toBeNull();
});

test('the time left is that of the bytes left at the present rate', () => {
  const state = stateOf([...ingested({ rows: 10, byte: 2_500 }), sampled(10, 10, 500)]);

  expect(selectIngestTimeLeft(state)).toBe(15_000);
});

test('a limit that is lower than the present rate is reckoned with at once', () => {
  const at = (rowsPerSecond: number) =>
    stateOf([
      ...ingested({ rows: 10, byte: 2_500 }),
      sampled(10, 10, 500),
      { type: 'ingest/rate-limited', rowsPerSecond, at: NOW },
    ]);

  expect(selectIngestTimeLeft(at(5))).toBe(30_000);
  expect(selectIngestTimeLeft(at(20))).toBe(15_000);
});

test('with the broker away nobody can tell how long it takes', () => {
  const failure = { code: 'BROKER_UNREACHABLE', message: 'away', hint: null } as const;
  const state = stateOf([
    ...ingested({ rows: 10, byte: 2_500 }),
    sampled(10, 10, 500),
    { type: 'topic/unreachable', failure, since: NOW, retryAt: NOW, at: NOW },
  ]);

  expect(selectIngestTimeLeft(state)).toBeNull();
});

test('a paused ingest has no time left to tell', () => {
  const state = stateOf([
    ...ingested({ rows: 10, byte: 2_500 }),
    sampled(10, 10, 500),
    { type: 'ingest/paused', at: NOW },
  ]);

  expect(selectIngestTimeLeft(state)).toBeNull();
});

test('a complete ingest has nothing left and is whole', () => {
  const state = stateOf(ingested({ rows: 10, byte: 2_500, endedAt: NOW - 20_000 }));

  expect([selectIngestTimeLeft(state), selectIngestShare(state)]).toEqual([0, 1]);
});

test('time runs from the start to now, and stops at the end', () => {
  const running = stateOf(ingested({ rows: 10 }));
  const ended = stateOf(ingested({ rows: 10, endedAt: NOW - 20_000 }));

  expect(selectIngestElapsed(running, NOW)).toBe(60_000);
  expect(selectIngestElapsed(ended, NOW)).toBe(40_000);
});
