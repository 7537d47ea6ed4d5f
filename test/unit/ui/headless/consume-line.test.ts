import { expect, test } from 'vitest';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { initialState, reduce } from '../../../../src/state/store.ts';
import { consumeLine } from '../../../../src/ui/headless/consume-line.ts';
import { countedTracks } from '../../../support/ui/counted-tracks.ts';

const ASSIGNED: ConsoleEvent = {
  type: 'consumer/partitions-assigned',
  partitions: [
    { partition: 0, nextOffset: 5, logEndOffset: 25 },
    { partition: 2, nextOffset: 9, logEndOffset: 10 },
  ],
  generation: 1,
  at: 12_000,
};

const COUNTED: ConsoleEvent = {
  type: 'consumer/batch-counted',
  reading: { partition: 0, nextOffset: 15, logEndOffset: 25 },
  records: 10,
  newestRecordAt: 13_000,
  at: 13_500,
};

const SAMPLED: ConsoleEvent = {
  type: 'metrics/sampled',
  acknowledgedPerSecond: 0,
  sourceBytesPerSecond: 0,
  countedPerSecond: 1_200,
  at: 13_500,
};

/** As an earlier run had left the analytics. */
const FOUND: ConsoleEvent = {
  type: 'analytics/counted',
  view: countedTracks(114_000, { tag: 'tag' }),
  countedNow: 0,
  at: 11_000,
};

const CAUGHT_UP: ConsoleEvent = { type: 'consumer/caught-up', at: 13_600 };
const LEFT: ConsoleEvent = { type: 'consumer/left', at: 13_900 };

function lineAfter(...events: readonly ConsoleEvent[]): string {
  return consumeLine(events.reduce(reduce, initialState), 14_000);
}

test('sums the lag of the partitions', () => {
  expect(lineAfter(ASSIGNED, COUNTED, SAMPLED)).toBe(
    'consume consuming · 10 counted · 1,200/s · lag 11 · partitions 0 2 · newest record 1.0 s old',
  );
});

test('speaks of all that is counted, and of how much of it is of this run', () => {
  expect(lineAfter(FOUND, ASSIGNED, CAUGHT_UP)).toBe(
    'consume caught up · 114,000 counted, none of them in this run · 0.0/s · lag 21 · partitions 0 2',
  );
  expect(lineAfter(FOUND, ASSIGNED, COUNTED, SAMPLED)).toContain(
    '· 114,010 counted, 10 of them in this run · 1,200/s ·',
  );
});

test('before it has begun, tells no number', () => {
  expect(lineAfter()).toBe('consume idle');
});

test('once it is over, tells no lag, which it no longer knows', () => {
  expect(lineAfter(FOUND, ASSIGNED, COUNTED, SAMPLED, LEFT)).toBe(
    'consume ended · 114,010 counted, 10 of them in this run · newest record 1.0 s old',
  );
});

test('a failure says why', () => {
  const failure = {
    code: 'TOPIC_MISSING',
    message: 'There is no topic tracks',
    hint: null,
  } as const;

  expect(lineAfter(ASSIGNED, COUNTED, { type: 'consumer/failed', failure, at: 13_700 })).toBe(
    'consume failed (There is no topic tracks) · 10 counted · newest record 1.0 s old',
  );
});
