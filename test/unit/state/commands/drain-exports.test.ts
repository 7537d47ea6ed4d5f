import { expect, test } from 'vitest';
import { ConsoleError, type ErrorCode } from '../../../../src/domain/errors.ts';
import type { ExportKind, QueuedExport } from '../../../../src/services/hdfs/queued-export.ts';
import { drainExports } from '../../../../src/state/commands/drain-exports.ts';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { createManualTime } from '../../../support/manual-time.ts';

function exportOf(id: string, kind: ExportKind = 'snapshot'): QueuedExport {
  return { id, kind, name: id, records: 1, generatedAtMs: 1, files: [] };
}

/** A queue of exports that are published, or fail as the test says. */
function setUp(
  items: readonly QueuedExport[],
  failures: Readonly<Record<string, ErrorCode>> = {},
  { isLocked = false } = {},
) {
  const time = createManualTime(0);
  const stop = new AbortController();
  const waiting = [...items];
  const attempts: string[] = [];
  const events: ConsoleEvent[] = [];
  const failing = new Map(Object.entries(failures));
  let isTaken = isLocked;
  const running = drainExports(
    {
      queue: {
        list: () => [...waiting],
        remove: async (item) => void waiting.splice(waiting.indexOf(item), 1),
      },
      publish: async (item) => {
        attempts.push(item.id);
        const code = failing.get(item.id);
        if (code !== undefined) throw new ConsoleError(code, `${item.id} failed`);
        return { path: `/exports/${item.id}`, sentBytes: 7 };
      },
      tryLock: () => (isTaken ? undefined : { [Symbol.dispose]: () => {} }),
      onChange: () => {},
      clock: time.clock,
      sleep: time.sleep,
      dispatch: (event) => events.push(event),
    },
    stop.signal,
  );
  return {
    time,
    waiting,
    attempts,
    events,
    failing,
    unlock: () => {
      isTaken = false;
    },
    async end() {
      stop.abort();
      await running;
    },
  };
}

test('everything that waits is published, oldest first', async () => {
  const { time, waiting, attempts, events, end } = setUp([exportOf('one'), exportOf('two')]);

  await time.advance(0);

  expect(attempts).toEqual(['one', 'two']);
  expect(waiting).toEqual([]);
  expect(events.map(({ type }) => type)).toEqual([
    'hdfs/export-published',
    'hdfs/export-published',
  ]);
  await end();
});

test('while HDFS is away only one export is tried, after ever longer waits of at most 30 s', async () => {
  const setup = setUp([exportOf('one'), exportOf('two')], { one: 'HDFS_UNREACHABLE' });

  await setup.time.advance(600_000);

  expect(new Set(setup.attempts)).toEqual(new Set(['one']));
  const waits = setup.events.flatMap((event) =>
    event.type === 'hdfs/export-failed' ? [event.retryAt - event.at] : [],
  );
  expect(waits.slice(0, 3)).toEqual([438, 875, 1_750]);
  expect(Math.max(...waits)).toBe(26_250);
  expect(setup.waiting).toHaveLength(2);
  await setup.end();
});

test('the next attempt comes when it was told to', async () => {
  const setup = setUp([exportOf('one')], { one: 'HDFS_SAFE_MODE' });
  await setup.time.advance(0);
  const [failed] = setup.events;
  const retryAt = failed?.type === 'hdfs/export-failed' ? failed.retryAt : 0;

  await setup.time.advance(retryAt - 1);
  expect(setup.attempts).toHaveLength(1);
  await setup.time.advance(1);

  expect(setup.attempts).toHaveLength(2);
  await setup.end();
});

test('an export that fails by itself does not hold up the others', async () => {
  const setup = setUp([exportOf('large'), exportOf('small')], { large: 'HDFS_QUOTA' });

  await setup.time.advance(0);

  expect(setup.attempts).toEqual(['large', 'small']);
  expect(setup.waiting.map(({ id }) => id)).toEqual(['large']);
  await setup.end();
});

test('when HDFS is back what waited is published, and nothing is left', async () => {
  const setup = setUp([exportOf('one'), exportOf('two')], { one: 'HDFS_UNREACHABLE' });
  await setup.time.advance(10_000);

  setup.failing.clear();
  await setup.time.advance(30_000);

  expect(setup.waiting).toEqual([]);
  expect(setup.events.slice(-2).map(({ type }) => type)).toEqual([
    'hdfs/export-published',
    'hdfs/export-published',
  ]);
  await setup.end();
});

test('an export whose files are damaged is given up, and said to be', async () => {
  const setup = setUp([exportOf('one'), exportOf('two')], { one: 'HDFS_QUEUE_DAMAGED' });

  await setup.time.advance(0);

  expect(setup.waiting).toEqual([]);
  expect(setup.events.map(({ type }) => type)).toEqual([
    'hdfs/export-lost',
    'hdfs/export-published',
  ]);
  await setup.end();
});

test('while another process publishes from the queue this one does not', async () => {
  const setup = setUp([exportOf('one')], {}, { isLocked: true });
  await setup.time.advance(5_000);
  expect(setup.attempts).toEqual([]);

  setup.unlock();
  await setup.time.advance(500);

  expect(setup.attempts).toEqual(['one']);
  await setup.end();
});
