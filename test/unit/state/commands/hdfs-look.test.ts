import { expect, test } from 'vitest';
import { ConsoleError } from '../../../../src/domain/errors.ts';
import type { HdfsStatus } from '../../../../src/services/hdfs/hdfs-status.ts';
import { createHdfsLook } from '../../../../src/state/commands/hdfs-look.ts';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { hdfsStatusOf } from '../../../support/hdfs/hdfs-status-of.ts';

const { signal } = new AbortController();

/** Looks, one for each status that HDFS then has; a code is a failure. */
async function eventsOf(
  statuses: readonly (HdfsStatus | 'HDFS_UNREACHABLE')[],
  askFolder = async () => null,
) {
  const events: ConsoleEvent[] = [];
  const coming = [...statuses];
  const look = createHdfsLook({
    askStatus: async () => {
      const next = coming.shift();
      if (typeof next === 'object') return next;
      throw new ConsoleError('HDFS_UNREACHABLE', 'no answer');
    },
    askFolder,
    intervalMs: 3_000,
    clock: { now: () => 50 },
    dispatch: (event) => events.push(event),
  });
  for (const _ of statuses) await look(signal);
  return events;
}

function silentFor(silentSeconds: number): HdfsStatus {
  const node = { name: 'one:9866', state: 'live', usedBytes: 1, capacityBytes: 2 } as const;
  return hdfsStatusOf({ nodes: [{ ...node, silentSeconds }] });
}

test('what is as it was is told once', async () => {
  expect(await eventsOf([hdfsStatusOf(), hdfsStatusOf()])).toHaveLength(1);
});

test('heartbeats that come and go are no news, a silence is', async () => {
  const heartbeats = await eventsOf([silentFor(0), silentFor(2), silentFor(1)]);
  const silence = await eventsOf([silentFor(0), silentFor(7), silentFor(10)]);

  expect(heartbeats).toHaveLength(1);
  expect(silence).toHaveLength(3);
});

test('a NameNode that is away is told with the time of the next look, and its return too', async () => {
  const events = await eventsOf([hdfsStatusOf(), 'HDFS_UNREACHABLE', hdfsStatusOf()]);

  expect(events.map(({ type }) => type)).toEqual([
    'hdfs/observed',
    'hdfs/unreachable',
    'hdfs/observed',
  ]);
  expect(events[1]).toMatchObject({ retryAt: 3_050, at: 50 });
});

test('the state of HDFS is told also where the export folder may not be looked at', async () => {
  const events = await eventsOf([hdfsStatusOf()], () => {
    throw new ConsoleError('HDFS_PERMISSION', 'not yours');
  });

  expect(events).toMatchObject([{ type: 'hdfs/observed', folder: null }]);
});
