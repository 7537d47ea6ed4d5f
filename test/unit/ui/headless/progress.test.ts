import { expect, test } from 'vitest';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { type ConsoleState, initialState, reduce } from '../../../../src/state/store.ts';
import { ingestBar, ingestLine } from '../../../../src/ui/headless/progress.ts';

const totals = { rowsRead: 5_000, acknowledged: 4_990, incomplete: 3, rejected: 8, failed: 2 };
const none = { rowsRead: 0, acknowledged: 0, incomplete: 0, rejected: 0, failed: 0 };

const STARTED = {
  type: 'ingest/started',
  source: 'tracks.csv',
  isDemo: false,
  datasetSha256: 'ab'.repeat(32),
  sourceBytes: 20_000_000,
  batchSize: 1_000,
  totals: none,
  byte: 0,
  at: 10_000,
} as const satisfies ConsoleEvent;

const COMMITTED = {
  type: 'ingest/committed',
  ...{ totals, byte: 5_000_000, batches: 5, at: 12_000 },
} as const satisfies ConsoleEvent;

const COMPLETED = {
  type: 'ingest/completed',
  ...{ totals, durationMs: 2, at: 10_002 },
} as const satisfies ConsoleEvent;

const events: readonly ConsoleEvent[] = [
  STARTED,
  COMMITTED,
  { type: 'ingest/batch-sent', rows: 1_000, at: 12_100 },
  {
    type: 'metrics/sampled',
    acknowledgedPerSecond: 2_495,
    sourceBytesPerSecond: 2_500_000,
    countedPerSecond: 1_200,
    at: 12_000,
  },
];

function stateAfter(more: readonly ConsoleEvent[] = []): ConsoleState {
  return [...events, ...more].reduce(reduce, initialState);
}

test('the ingest line has every figure an operator asks for', () => {
  expect(ingestLine(stateAfter(), 14_000)).toBe(
    'ingest publishing · 6,000 rows read · 4,990 acknowledged · 3 incomplete · 8 rejected · 2 failed' +
      ' · 5 batches of 1,000 rows · 2,495/s · 5.0 MB of 20.0 MB · 0 retries · 4.0 s elapsed · 6.0 s left',
  );
});

test('of less than a second no milliseconds are told', () => {
  const all: ConsoleEvent = { ...COMMITTED, byte: 19_999_000 };

  expect(ingestLine(stateAfter([all]), 14_000)).toMatch(/ · under 1 s left$/);
});

test('without a rate the time left is unknown, not zero', () => {
  const state = events.slice(0, 1).reduce(reduce, initialState);

  expect(ingestLine(state, 10_000)).toContain('time left unknown');
});

test('a retry names its reason and when it comes', () => {
  const failure = {
    code: 'BROKER_UNREACHABLE',
    message: 'Cannot reach broker a:9092',
    hint: null,
  } as const;
  const retrying: ConsoleEvent = {
    type: 'ingest/retrying',
    failure,
    attempt: 2,
    delayMs: 800,
    at: 14_000,
  };

  expect(ingestLine(stateAfter([retrying]), 14_300)).toContain(
    'ingest retrying in 500 ms (Cannot reach broker a:9092)',
  );
});

test.each([20, 40, 80, 200])('the bar never fills a terminal of %d columns', (width) => {
  expect(ingestBar(stateAfter(), width).length).toBeLessThan(width);
});

test('the bar is as full as the file is dealt with', () => {
  expect(ingestBar(stateAfter(), 120)).toBe(
    '[########----------------------]  25 % · 6,000 rows · 2,495/s · 6.0 s left · 8 rejected · 2 failed',
  );
});

test('of what an earlier run had dealt with nothing is told as done by this one', () => {
  const all = { rowsRead: 5_000, acknowledged: 4_990, incomplete: 3, rejected: 8, failed: 2 };
  const found = { ...STARTED, totals: all, byte: STARTED.sourceBytes };
  const state = [found, COMPLETED].reduce(reduce, initialState);

  expect(ingestLine(state, 10_002)).toBe(
    'ingest complete · 5,000 rows read · 4,990 acknowledged · 3 incomplete · 8 rejected · 2 failed · all of it before this run',
  );
});

test('a run whose rows were all rejected has done that', () => {
  const rejected = { ...none, rowsRead: 5_000, rejected: 5_000 };
  const committed = { ...COMMITTED, totals: rejected, byte: STARTED.sourceBytes };
  const state = [STARTED, committed, COMPLETED].reduce(reduce, initialState);

  expect(ingestLine(state, 10_002)).toContain('· 5 batches of 1,000 rows ·');
});

test('a failure says why', () => {
  const failure = { code: 'DISK_FULL', message: 'No space left on /data', hint: null } as const;

  expect(ingestLine(stateAfter([{ type: 'ingest/failed', failure, at: 14_000 }]), 15_000)).toMatch(
    /^ingest failed \(No space left on \/data\) · /,
  );
});
