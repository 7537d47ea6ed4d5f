import { expect, test } from 'vitest';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { selectBottleneck } from '../../../../src/state/selectors/bottleneck.ts';
import { assigned, ingested, NOW, sampled, stateOf } from '../../../support/ui/selector-states.ts';

const publishing = ingested({ rows: 100 });
const caughtUp = assigned([[0, 100, 100]]);
const behind = assigned([[0, 40, 100]]);
const hdfs = { url: 'http://namenode:9870', user: 'u', folder: '/exports' };
const queued = (exports: number): readonly ConsoleEvent[] => [
  { type: 'hdfs/opened', ...hdfs, at: NOW },
  { type: 'hdfs/queue-changed', exports, snapshots: 0, bytes: 9, oldestAt: NOW, at: NOW },
];
const failure = { code: 'BROKER_UNREACHABLE', message: 'Cannot reach it', hint: null } as const;

test.each<[what: string, events: readonly ConsoleEvent[], expected: string]>([
  ['nothing moves', [caughtUp], 'at-rest'],
  ['the consumer keeps up', [...publishing, caughtUp, sampled(50, 50)], 'producer'],
  ['more comes in than is read', [...publishing, behind, sampled(50, 30)], 'consumer'],
  ['old records are still to be read', [behind, sampled(0, 30)], 'consumer'],
  [
    'the rate is at its limit',
    [
      ...publishing,
      caughtUp,
      sampled(95, 95),
      { type: 'ingest/rate-limited', rowsPerSecond: 100, at: NOW },
    ],
    'rate-limit',
  ],
  [
    'the rate is far below its limit',
    [
      ...publishing,
      caughtUp,
      sampled(40, 40),
      { type: 'ingest/rate-limited', rowsPerSecond: 100, at: NOW },
    ],
    'producer',
  ],
  [
    'production is paused',
    [...publishing, caughtUp, { type: 'ingest/paused', at: NOW }],
    'production-paused',
  ],
  [
    'consumption is paused and records wait',
    [...publishing, behind, sampled(50, 0), { type: 'consumer/paused', at: NOW }],
    'consumption-paused',
  ],
  [
    'the broker is away',
    [...publishing, { type: 'ingest/retrying', failure, attempt: 1, delayMs: 500, at: NOW }],
    'broker',
  ],
  [
    'the broker is back and the attempt under way',
    [
      ...publishing,
      { type: 'topic/unreachable', failure, since: NOW, retryAt: NOW, at: NOW },
      { type: 'ingest/retrying', failure, attempt: 1, delayMs: 500, at: NOW + 1 },
      { type: 'topic/described', partitions: [], members: 0, at: NOW + 2 },
    ],
    'broker-back',
  ],
  [
    'the broker has gone again',
    [
      ...publishing,
      { type: 'topic/unreachable', failure, since: NOW, retryAt: NOW, at: NOW },
      { type: 'topic/described', partitions: [], members: 0, at: NOW + 1 },
      { type: 'ingest/retrying', failure, attempt: 1, delayMs: 500, at: NOW + 2 },
    ],
    'broker',
  ],
  [
    'the rejects file cannot be written',
    [...publishing, { type: 'ingest/failed', failure: { ...failure, code: 'DISK_FULL' }, at: NOW }],
    'disk',
  ],
  ['exports wait for HDFS and all else is done', [caughtUp, ...queued(2)], 'hdfs'],
  [
    'exports wait for HDFS while the ingest goes on',
    [...publishing, caughtUp, sampled(50, 50), ...queued(2)],
    'producer',
  ],
  ['HDFS has everything', [caughtUp, ...queued(0)], 'at-rest'],
])('when %s', (_, events, expected) => {
  expect(selectBottleneck(stateOf(events))).toBe(expected);
});
