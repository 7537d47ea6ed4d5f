import { expect, test } from 'vitest';
import { selectBooks } from '../../../../src/state/selectors/books.ts';
import { initialState, reduce } from '../../../../src/state/store.ts';
import { ingested, NOW, stateOf } from '../../../support/ui/selector-states.ts';

test('the books are unknown before the ledger is read, and empty when there is none', () => {
  const without = reduce(initialState, { type: 'ingest/none-observed', at: NOW });

  expect(selectBooks(initialState, NOW)).toEqual({ kind: 'unknown' });
  expect(selectBooks(without, NOW)).toEqual({ kind: 'empty' });
});

test('the books balance when all that was acknowledged is counted and exported', () => {
  const state = stateOf(ingested({ rows: 102, rejected: 2 }), { counted: 100, exported: 100 });

  expect(selectBooks(state, NOW)).toEqual({ kind: 'balanced', rows: 102 });
});

test('rows in flight are no gap, and nothing balances before they have arrived', () => {
  const some = stateOf(ingested({ rows: 100, inFlight: 7 }), { counted: 100, exported: 100 });
  const first = stateOf(ingested({ rows: 0, inFlight: 7 }), { counted: 0, exported: 0 });

  for (const state of [some, first]) {
    expect(selectBooks(state, NOW)).toEqual({ kind: 'catching-up', step: 'count', records: 0 });
  }
});

test('records that are not yet counted are catching up, by their number', () => {
  const state = stateOf(ingested({ rows: 100 }), { counted: 60, exported: 40, lag: 40 });

  expect(selectBooks(state, NOW)).toEqual({ kind: 'catching-up', step: 'count', records: 40 });
});

test('what is to be counted waits while the broker is away, and is no gap however long', () => {
  const failure = { code: 'BROKER_UNREACHABLE', message: 'no answer', hint: null } as const;
  const books = ingested({ rows: 100, endedAt: NOW - 60_000 });
  const state = stateOf(books, { counted: 60, exported: 60, caughtUpAt: NOW - 59_000 });
  const away = reduce(state, {
    type: 'topic/unreachable',
    failure,
    since: NOW - 50_000,
    retryAt: NOW,
    at: NOW - 50_000,
  });

  expect(selectBooks(state, NOW)).toMatchObject({ kind: 'gap' });
  expect(selectBooks(away, NOW)).toEqual({ kind: 'waiting', records: 40 });
});

test('records that are read count as counted before the analytics tell of them', () => {
  const state = stateOf(ingested({ rows: 100 }), { counted: 60, exported: 40, lag: 15 });

  expect(selectBooks(state, NOW)).toMatchObject({ step: 'count', records: 15 });
});

test('counted records wait for the next export', () => {
  const state = stateOf(ingested({ rows: 100 }), { counted: 100, exported: 70 });

  expect(selectBooks(state, NOW)).toEqual({ kind: 'catching-up', step: 'export', records: 30 });
});

test('records that are missing ten seconds after everything came to rest are a gap, by name', () => {
  const state = stateOf(ingested({ rows: 100, endedAt: NOW - 20_000 }), {
    counted: 95,
    exported: 95,
    caughtUpAt: NOW - 10_000,
  });

  expect(selectBooks(state, NOW)).toEqual({
    kind: 'gap',
    gap: 'acknowledged 100, consumed 95: 5 outstanding',
  });
});

test('records that expired unread in an earlier run are a gap that keeps its name', () => {
  const state = stateOf(ingested({ rows: 100, endedAt: NOW - 20_000 }), {
    ...{ counted: 80, exported: 80, expired: 20, caughtUpAt: NOW - 10_000 },
  });

  expect(selectBooks(state, NOW)).toEqual({
    kind: 'gap',
    gap: 'acknowledged 100, consumed 80: 20 outstanding; retention removed 20 unread',
  });
});

test('records that wait for a paused consumption are no gap, however long', () => {
  const state = reduce(
    stateOf(ingested({ rows: 100, endedAt: NOW - 60_000 }), {
      counted: 60,
      exported: 60,
      lag: 40,
    }),
    { type: 'consumer/paused', at: NOW - 50_000 },
  );

  expect(selectBooks(state, NOW)).toEqual({ kind: 'paused', records: 40 });
});

test('a difference younger than ten seconds is no gap', () => {
  const state = stateOf(ingested({ rows: 100, endedAt: NOW - 20_000 }), {
    counted: 95,
    exported: 95,
    caughtUpAt: NOW - 9_999,
  });

  expect(selectBooks(state, NOW).kind).toBe('catching-up');
});

test('more counted than acknowledged is a gap once everything is at rest', () => {
  const state = stateOf(ingested({ rows: 100, endedAt: NOW - 20_000 }), {
    counted: 103,
    exported: 103,
    caughtUpAt: NOW - 15_000,
  });

  expect(selectBooks(state, NOW)).toEqual({
    kind: 'gap',
    gap: 'acknowledged 100, consumed 103: 3 too many',
  });
});

test('rows that are neither acknowledged nor rejected are a gap at once', () => {
  const state = stateOf(ingested({ rows: 100, lost: 4 }), { counted: 96, exported: 96 });

  expect(selectBooks(state, NOW)).toEqual({
    kind: 'gap',
    gap: 'rows read 100, acknowledged + in flight + rejected + failed 96: 4 outstanding',
  });
});

test('a member that holds two of three partitions leaves the rest to the others', () => {
  const state = stateOf(ingested({ rows: 100 }), { counted: 66, exported: 66, partitions: [0, 2] });

  expect(selectBooks(state, NOW)).toEqual({ kind: 'shared', partitions: 2, ofPartitions: 3 });
});

test('tracks of another data set do not count', () => {
  const state = stateOf(ingested({ rows: 100 }), { counted: 100, exported: 100, foreign: 50 });

  expect(selectBooks(state, NOW)).toEqual({ kind: 'balanced', rows: 100 });
});

test('an engine that only produces says that the rows are published', () => {
  expect(selectBooks(stateOf(ingested({ rows: 100 })), NOW)).toEqual({
    kind: 'published',
    rows: 100,
  });
});
