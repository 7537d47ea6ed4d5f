import { expect, test } from 'vitest';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { type NoticesSlice, noticesReducer } from '../../../../src/state/slices/notices.ts';

function limited(rowsPerSecond: number | null, at: number): ConsoleEvent {
  return { type: 'ingest/rate-limited', rowsPerSecond, at };
}

function told(...events: readonly ConsoleEvent[]): readonly (readonly [number, string])[] {
  const notices = events.reduce<NoticesSlice>(noticesReducer, []);
  return notices.map(({ at, text }) => [at, text] as const);
}

test('steps of the rate limit that follow one another closely are one line, the newest', () => {
  const steps = [50_000, 25_000, 10_000].map((rate, index) => limited(rate, 1_000 + index * 4_000));

  expect(told({ type: 'ingest/paused', at: 500 }, ...steps)).toEqual([
    [500, 'ingest paused'],
    [9_000, 'ingest limited to 10,000 rows/s'],
  ]);
  expect(told(...steps, limited(null, 11_000))).toEqual([[11_000, 'ingest no longer limited']]);
});

test('steps that go on and on are a line for every ten seconds', () => {
  const steps = Array.from({ length: 8 }, (_, index) => limited(800 - index * 100, index * 4_000));

  expect(told(...steps)).toEqual([
    [8_000, 'ingest limited to 600 rows/s'],
    [20_000, 'ingest limited to 300 rows/s'],
    [28_000, 'ingest limited to 100 rows/s'],
  ]);
});

test('a later limit is another line, and so is one after something else has happened', () => {
  expect(
    told(
      limited(500, 1_000),
      limited(250, 11_001),
      { type: 'consumer/paused', at: 11_100 },
      limited(100, 11_200),
    ),
  ).toEqual([
    [1_000, 'ingest limited to 500 rows/s'],
    [11_001, 'ingest limited to 250 rows/s'],
    [11_100, 'consumption paused'],
    [11_200, 'ingest limited to 100 rows/s'],
  ]);
});

test('what happens twice in a row is told twice', () => {
  const paused = { type: 'consumer/paused', at: 1_000 } as const;

  expect(told(paused, paused)).toHaveLength(2);
});

test('the newest two hundred are kept', () => {
  const events = Array.from(
    { length: 230 },
    (_, at): ConsoleEvent => ({ type: 'ingest/paused', at }),
  );

  expect(told(...events).map(([at]) => at)).toEqual(Array.from({ length: 200 }, (_, n) => n + 30));
});
