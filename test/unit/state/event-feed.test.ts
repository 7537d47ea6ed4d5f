import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_ROWS } from '../../../src/domain/ledger.ts';
import { createEventFeed, type NumberedEvent } from '../../../src/state/event-feed.ts';
import type { ConsoleEvent } from '../../../src/state/events.ts';
import { createConsoleStore, initialState, reduce } from '../../../src/state/store.ts';
import { anyEvent } from '../../support/engine/console-events.ts';

const started: ConsoleEvent = {
  type: 'ingest/started',
  source: 'tracks.csv',
  isDemo: false,
  datasetSha256: 'ab'.repeat(32),
  sourceBytes: 1_000_000,
  batchSize: 10,
  totals: NO_ROWS,
  byte: 0,
  at: 1_000,
};

function sent(rows: number): ConsoleEvent {
  return { type: 'ingest/batch-sent', rows, at: 1_100 };
}

function committed(rows: number): ConsoleEvent {
  const totals = { ...NO_ROWS, rowsRead: rows, acknowledged: rows };
  return { type: 'ingest/committed', totals, byte: rows * 10, batches: 1, at: 1_200 };
}

function counted(partition: number, nextOffset: number): ConsoleEvent {
  const reading = { partition, nextOffset, logEndOffset: 500 };
  return { type: 'consumer/batch-counted', reading, records: 10, newestRecordAt: 900, at: 1_200 };
}

function setUp() {
  let now = 1_000;
  const store = createConsoleStore();
  const feed = createEventFeed({ store, clock: { now: () => now } });
  const published: NumberedEvent[] = [];
  let storeWrites = 0;
  feed.subscribe((event) => published.push(event));
  store.subscribe(() => {
    storeWrites += 1;
  });
  return {
    store,
    feed,
    published,
    storeWrites: () => storeWrites,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

test('merged events lead to exactly the state of the single ones, whenever they are released', () => {
  const step = fc.oneof(
    { weight: 9, arbitrary: anyEvent },
    { weight: 1, arbitrary: fc.constant(null) },
  );

  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { store, feed } = setUp();
      let expected = initialState;
      for (const event of steps) {
        if (event === null) {
          feed.flush();
          expect(store.getState()).toEqual(expected);
          continue;
        }
        feed.dispatch(event);
        expected = reduce(expected, event);
      }

      feed.flush();

      expect(store.getState()).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});

test('whoever applies the published events has the same state', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      const { store, feed, published } = setUp();

      for (const event of events) feed.dispatch(event);
      feed.flush();

      expect(published.map(({ sequence }) => sequence)).toEqual(published.map((_, i) => i + 1));
      expect(feed.sequence()).toBe(published.length);
      expect(published.map(({ event }) => event).reduce(reduce, initialState)).toEqual(
        store.getState(),
      );
    }),
    { numRuns: 500 },
  );
});

test('a thousand batches between two ticks are a handful of writes to the store', () => {
  const { store, feed, published, storeWrites } = setUp();

  for (let batch = 1; batch <= 1_000; batch += 1) {
    feed.dispatch(sent(10));
    feed.dispatch(committed(batch * 10));
    feed.dispatch(counted(batch % 3, batch));
    feed.dispatch({ type: 'consumer/saved', at: batch });
    feed.dispatch({ type: 'consumer/caught-up', at: batch });
  }
  const writesBefore = storeWrites();
  feed.flush();

  expect(writesBefore).toBe(0);
  expect(storeWrites()).toBe(6);
  expect(published.map(({ event }) => event.type)).toEqual([
    'ingest/committed',
    'consumer/batch-counted',
    'consumer/batch-counted',
    'consumer/batch-counted',
    'consumer/saved',
    'consumer/caught-up',
  ]);
  expect(store.getState().producer).toMatchObject({ batches: 1_000, publishedNow: 10_000 });
  expect(store.getState().consumer.countedNow).toBe(10_000);
});

test('a fact reaches the store at once, after everything that happened before it', () => {
  const { feed, published } = setUp();

  feed.dispatch(started);
  feed.dispatch(committed(20));
  feed.dispatch({ type: 'ingest/paused', at: 1_300 });

  expect(published.map(({ sequence, event }) => [sequence, event.type])).toEqual([
    [1, 'ingest/started'],
    [2, 'ingest/committed'],
    [3, 'ingest/paused'],
  ]);
});

test('rates are sampled from figures that are released already', () => {
  const { store, feed, pass } = setUp();
  feed.dispatch(started);
  feed.tick();

  feed.dispatch(committed(500));
  pass(250);
  feed.tick();

  expect(store.getState().metrics).toMatchObject({
    acknowledgedPerSecond: 2_000,
    sourceBytesPerSecond: 20_000,
  });
});

test('an engine at rest is silent', () => {
  const { feed, published, pass } = setUp();
  feed.dispatch({ type: 'consumer/caught-up', at: 1_000 });
  feed.tick();
  const before = published.length;

  for (let second = 0; second < 40; second += 1) {
    pass(250);
    feed.dispatch({ type: 'consumer/caught-up', at: 1_000 + second });
    feed.tick();
  }

  expect(published.slice(before)).toEqual([]);
});

test('nobody is told any more after leaving', () => {
  const { feed } = setUp();
  const heard: number[] = [];
  const leave = feed.subscribe(({ sequence }) => heard.push(sequence));
  feed.dispatch(started);

  leave();
  feed.dispatch({ type: 'ingest/paused', at: 1_300 });

  expect(heard).toEqual([1]);
});
