import { describe, expect, test } from 'vitest';
import { NO_ROWS } from '../../../src/domain/ledger.ts';
import { eventNotice } from '../../../src/state/event-notice.ts';
import type { ConsoleEvent } from '../../../src/state/events.ts';
import { createConsoleStore } from '../../../src/state/store.ts';

const started = {
  type: 'ingest/started',
  source: 'tracks.csv',
  isDemo: false,
  datasetSha256: 'ab'.repeat(32),
  sourceBytes: 900,
  batchSize: 100,
  totals: NO_ROWS,
  byte: 0,
  at: 5,
} as const satisfies ConsoleEvent;

const failure = { code: 'BROKER_UNREACHABLE', message: 'No broker', hint: 'Start one.' } as const;

describe('an event in words', () => {
  test('tells a first ingest from one that goes on, and where', () => {
    const resumed = { ...started, totals: { ...NO_ROWS, rowsRead: 41_000 } };

    expect(eventNotice(started)?.text).toBe('ingest of tracks.csv started');
    expect(eventNotice(resumed)?.text).toBe('ingest of tracks.csv goes on at row 41,001');
  });

  test('says of a data set that is published already how many records of it are', () => {
    const totals = { ...NO_ROWS, rowsRead: 41_000, acknowledged: 40_900 };

    expect(eventNotice({ ...started, totals, byte: 900 })?.text).toBe(
      'already published: 40,900 records of tracks.csv; nothing is left to do',
    );
  });

  test('says of a finished ingest with which result, how fast, and where to find the rest', () => {
    const totals = {
      rowsRead: 41_000,
      acknowledged: 41_000,
      incomplete: 3,
      rejected: 0,
      failed: 0,
    };
    const completed = { type: 'ingest/completed', totals, durationMs: 5_930, at: 7 } as const;
    const refused = { ...totals, acknowledged: 40_906, rejected: 92, failed: 2 };

    const told = [completed, { ...completed, totals: refused }].map((event) => eventNotice(event));

    expect(told.map((notice) => notice?.text)).toEqual([
      'ingest complete: 41,000 rows read, 41,000 acknowledged, none rejected; in 5.9 s',
      'ingest complete: 41,000 rows read, 40,906 acknowledged, 92 rejected (rejects.csv, dlq list), 2 failed (dlq list); in 5.9 s',
    ]);
  });

  test('says what failed and what to do about it, as an error', () => {
    const notice = eventNotice({ type: 'ingest/failed', failure, at: 7 });

    expect(notice).toEqual({ level: 'error', text: 'No broker. Start one.', at: 7 });
  });

  test('of a long outage tells ever fewer attempts', () => {
    const told = Array.from({ length: 20 }, (_, index) => index + 1).filter(
      (attempt) =>
        eventNotice({ type: 'consumer/retrying', failure, attempt, delayMs: 800, at: 1 }) !== null,
    );

    expect(told).toEqual([1, 2, 4, 8, 16]);
  });

  test('names offsets that expired by the first and the last', () => {
    const notice = eventNotice({
      type: 'consumer/records-expired',
      partition: 2,
      from: 10,
      to: 25,
      at: 1,
    });

    expect(notice?.level).toBe('warning');
    expect(notice?.text).toContain('offsets 10 to 24 of partition 2');
  });

  test('is silent about events that only move figures', () => {
    expect(eventNotice({ type: 'ingest/batch-sent', rows: 10, at: 1 })).toBeNull();
  });
});

test('the store keeps what happened in the order it happened, the newest 200', () => {
  const store = createConsoleStore();

  store.dispatch(started);
  for (let at = 1; at <= 200; at += 1) store.dispatch({ type: 'consumer/paused', at });

  const { notices } = store.getState();
  expect(notices).toHaveLength(200);
  expect(notices[0]).toEqual({ level: 'info', text: 'consumption paused', at: 1 });
});
