import { describe, expect, test } from 'vitest';
import { NO_ROWS } from '../../../src/domain/ledger.ts';
import type { ConsoleEvent } from '../../../src/state/events.ts';
import { createSampler } from '../../../src/state/sampler.ts';
import {
  type ConsoleState,
  createConsoleStore,
  initialState,
  reduce,
} from '../../../src/state/store.ts';

const started: ConsoleEvent = {
  type: 'ingest/started',
  source: 'tracks.csv',
  isDemo: false,
  datasetSha256: 'ab'.repeat(32),
  sourceBytes: 1_000,
  batchSize: 10,
  totals: { ...NO_ROWS, rowsRead: 20, acknowledged: 20 },
  byte: 200,
  at: 1_000,
};
const completed = { type: 'ingest/completed', totals: NO_ROWS, durationMs: 9, at: 9 } as const;

const failure = { code: 'BROKER_UNREACHABLE', message: 'away', hint: null } as const;

function committed(rows: number, byte: number, at: number): ConsoleEvent {
  const totals = { ...NO_ROWS, rowsRead: rows, acknowledged: rows };
  return { type: 'ingest/committed', totals, byte, batches: 1, at };
}

/** So many records of partition 0, from its start on. */
function counted(records: number, at: number): ConsoleEvent {
  const reading = { partition: 0, nextOffset: records, logEndOffset: records };
  return { type: 'consumer/batch-counted', reading, records, newestRecordAt: at, at };
}

function after(...events: readonly ConsoleEvent[]): ConsoleState {
  return events.reduce(reduce, initialState);
}

test('what this run published leaves out what earlier runs did', () => {
  const { producer } = after(started, committed(30, 300, 1_500), committed(45, 450, 2_000));

  expect(producer).toMatchObject({
    resumedAtRow: 20,
    publishedNow: 25,
    batches: 2,
    byte: 450,
    totals: { acknowledged: 45 },
  });
});

test('rows are in flight from sending to the commit', () => {
  const sent: ConsoleEvent = { type: 'ingest/batch-sent', rows: 10, at: 1_100 };

  expect(after(started, sent, sent).producer.inFlight).toBe(20);
  expect(after(started, sent, sent, committed(40, 400, 1_200)).producer.inFlight).toBe(0);
});

test('a retry says what failed and when it goes on, and nothing is in flight meanwhile', () => {
  const sent: ConsoleEvent = { type: 'ingest/batch-sent', rows: 10, at: 1_100 };
  const retrying: ConsoleEvent = {
    type: 'ingest/retrying',
    failure,
    attempt: 1,
    delayMs: 250,
    at: 1_200,
  };

  const { producer } = after(started, sent, retrying);

  expect(producer.status).toMatchObject({ name: 'retrying', failure, attempt: 2, retryAt: 1_450 });
  expect(producer).toMatchObject({ retries: 1, inFlight: 0 });
});

test('attempts fail since the first one after the newest commit, whatever was sent between them', () => {
  const sent: ConsoleEvent = { type: 'ingest/batch-sent', rows: 10, at: 1_100 };
  const retrying = (attempt: number, at: number): ConsoleEvent => {
    return { type: 'ingest/retrying', failure, attempt, delayMs: 250, at };
  };
  const streak = [started, retrying(1, 1_200), sent, retrying(2, 1_500)];

  const [second, first] = [streak, [...streak, committed(40, 400, 1_600), retrying(1, 1_900)]].map(
    (events) => after(...events).producer.status,
  );

  expect(second).toMatchObject({ since: 1_200, failedAt: 1_500, attempt: 3 });
  expect(first).toMatchObject({ since: 1_900, failedAt: 1_900, attempt: 2 });
});

test('a broker that was silent is back since its first answer', () => {
  const described = (at: number): ConsoleEvent => {
    return { type: 'topic/described', partitions: [], members: 0, at };
  };
  const silent: ConsoleEvent = { type: 'topic/unreachable', failure, since: 5, retryAt: 9, at: 5 };

  expect(after(described(1)).topic?.backAt).toBeNull();
  expect(after(described(1), silent, described(8), described(9)).topic?.backAt).toBe(8);
});

test('a revoked partition is gone, the others keep their reading', () => {
  const reading = (partition: number) => ({ partition, nextOffset: 5, logEndOffset: 9 });
  const assigned: ConsoleEvent = {
    type: 'consumer/partitions-assigned',
    partitions: [reading(0), reading(1)],
    generation: 3,
    at: 1,
  };

  const { consumer } = after(assigned, {
    type: 'consumer/partitions-revoked',
    partitions: [0],
    at: 2,
  });

  expect(consumer.partitions).toEqual({ 1: reading(1) });
  expect(consumer.generation).toBe(3);
});

test('being caught up keeps the time since when', () => {
  const { consumer } = after(
    { type: 'consumer/caught-up', at: 10 },
    { type: 'consumer/caught-up', at: 20 },
  );

  expect(consumer.status).toEqual({ name: 'caught-up', since: 10 });
});

test('a pause keeps its beginning until consumption is resumed', () => {
  const paused = after({ type: 'consumer/paused', at: 10 }, { type: 'consumer/paused', at: 20 });

  expect(paused.consumer.pausedSince).toBe(10);
  expect(reduce(paused, { type: 'consumer/resumed', at: 30 }).consumer.pausedSince).toBeNull();
});

test('slices that an event does not touch keep their reference', () => {
  const before = after(started);

  const { producer, exports, notices, consumer } = reduce(before, {
    type: 'consumer/saved',
    at: 5,
  });

  expect(producer).toBe(before.producer);
  expect(exports).toBe(before.exports);
  expect(notices).toBe(before.notices);
  expect(consumer).not.toBe(before.consumer);
});

test('only the newest 200 notices are kept', () => {
  const notices = Array.from(
    { length: 250 },
    (_, at): ConsoleEvent => ({ type: 'notice/raised', level: 'info', text: `${at}`, at }),
  );

  const state = after(...notices);

  expect(state.notices).toHaveLength(200);
  expect(state.notices[0]?.text).toBe('50');
});

test('rates are those of the last five seconds, of this run alone', () => {
  const store = createConsoleStore();
  let now = 0;
  const sampler = createSampler({ store, clock: { now: () => now } });
  store.dispatch(started);
  sampler.sample();

  now = 2_000;
  store.dispatch(committed(70, 500, now));
  sampler.sample();

  expect(store.getState().metrics).toEqual({
    acknowledgedPerSecond: 25,
    sourceBytesPerSecond: 150,
    countedPerSecond: 0,
    acknowledgedHistory: [25],
    countedHistory: [0],
    historyAt: 2_000,
  });
});

test('the first rate of an ingest is of its own time, not of the rest before', () => {
  const store = createConsoleStore();
  let now = 0;
  const sampler = createSampler({ store, clock: { now: () => now } });
  for (; now <= 4_000; now += 250) sampler.sample();
  store.dispatch({ type: 'ingest/preparing', at: now });
  sampler.sample();
  store.dispatch(started);
  now += 250;
  store.dispatch(committed(270, 500, now));

  sampler.sample();

  expect(store.getState().metrics).toMatchObject({
    acknowledgedPerSecond: 1_000,
    sourceBytesPerSecond: 1_200,
  });
});

test('a new limit leaves nothing of the rate before it', () => {
  const store = createConsoleStore();
  let now = 0;
  const sampler = createSampler({ store, clock: { now: () => now } });
  const publish = (rows: number) => {
    const { acknowledged } = store.getState().producer.totals;
    now += 250;
    store.dispatch(committed(acknowledged + rows, 200, now));
    sampler.sample();
    return store.getState().metrics.acknowledgedPerSecond;
  };
  store.dispatch(started);
  sampler.sample();
  for (let quarter = 0; quarter < 8; quarter += 1) publish(5_000);
  store.dispatch({ type: 'ingest/rate-limited', rowsPerSecond: 100, at: now });

  expect([publish(25), publish(25)]).toEqual([100, 100]);
});

describe('what stands still has no rate, whatever it did in the seconds before', () => {
  /** 1,000 rows a second from 0 to 2 s on, then this event, then the next sample. */
  function ratesAround(...still: readonly ConsoleEvent[]) {
    const store = createConsoleStore();
    let now = 0;
    const sampler = createSampler({ store, clock: { now: () => now } });
    store.dispatch(started);
    sampler.sample();
    now = 2_000;
    store.dispatch(committed(2_020, 500, now));
    store.dispatch(counted(2_000, now));
    sampler.sample();
    const before = store.getState().metrics;
    for (const event of still) store.dispatch(event);
    const at = store.getState().metrics;
    now = 2_250;
    sampler.sample();
    return { before, at, after: store.getState().metrics };
  }
  const none = { acknowledgedPerSecond: 0, sourceBytesPerSecond: 0 };

  test('a paused ingest from its pause on', () => {
    const { before, at, after } = ratesAround({ type: 'ingest/paused', at: 2_000 });

    expect(before).toMatchObject({ acknowledgedPerSecond: 1_000, countedPerSecond: 1_000 });
    expect(at).toMatchObject({ ...none, countedPerSecond: 1_000 });
    expect(after).toMatchObject(none);
  });

  test('consumption that has had nothing to count for a second, with nothing on its way', () => {
    const ended: ConsoleEvent = { ...completed, at: 1_000 };

    const rate = (...events: readonly ConsoleEvent[]) => {
      return ratesAround(...events).after.countedPerSecond;
    };

    expect(rate(ended, { type: 'consumer/caught-up', at: 1_250 })).toBe(0);
    expect(rate(ended, { type: 'consumer/caught-up', at: 1_251 })).toBeGreaterThan(0);
    expect(rate({ type: 'consumer/caught-up', at: 1_250 })).toBeGreaterThan(0);
  });

  test('paused consumption from its pause on', () => {
    const { at, after } = ratesAround({ type: 'consumer/paused', at: 2_000 });

    expect(at).toMatchObject({ acknowledgedPerSecond: 1_000, countedPerSecond: 0 });
    expect(after).toMatchObject({ countedPerSecond: 0 });
  });

  test.each<ConsoleEvent>([
    { ...completed, at: 2_000 },
    { type: 'ingest/stopped', at: 2_000 },
    { type: 'ingest/retrying', failure, attempt: 1, delayMs: 500, at: 2_000 },
  ])('an ingest at the sample after $type', (event) => {
    expect(ratesAround(event).after).toMatchObject(none);
  });
});
