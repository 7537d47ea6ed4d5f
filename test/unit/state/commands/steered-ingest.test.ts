import { expect, test } from 'vitest';
import { ingest } from '../../../../src/state/commands/ingest.ts';
import { ProductionGate } from '../../../../src/state/commands/production-gate.ts';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { never } from '../../../support/csv/sources.ts';
import { csvRow, ingestOptions, rowSourceOf, setUpIngest } from '../../../support/ingest-setup.ts';

const ROWS = 95;

/** An ingest whose waits take no time, and a clock that shows how long they would have been. */
async function setUp() {
  const rows = Array.from({ length: ROWS }, (_, index) => csvRow(`id-${index}`));
  const setup = setUpIngest(await rowSourceOf(rows));
  let now = Date.now();
  const clock = { now: () => now };
  const sleep = async (milliseconds: number, signal: AbortSignal) => {
    signal.throwIfAborted();
    now += milliseconds;
  };
  const gate = new ProductionGate({ clock, sleep });
  return { ...setup, deps: { ...setup.deps, gate, clock, sleep }, gate, clock };
}

async function recordIds({ records }: Awaited<ReturnType<typeof setUp>>): Promise<number[]> {
  return (await records('tracks'))
    .map((record) => JSON.parse(record.value.toString()).record_id as number)
    .sort((left, right) => left - right);
}

function committed(events: readonly ConsoleEvent[]) {
  return events.filter((event) => event.type === 'ingest/committed');
}

const allRows = Array.from({ length: ROWS }, (_, index) => index);

test('a limited ingest publishes each row once, in small transactions at the limit', async () => {
  const setup = await setUp();
  const startedAt = setup.clock.now();
  setup.gate.limit(20);

  const { totals } = await ingest(setup.deps, ingestOptions, never);

  const sizes = committed(setup.events).map(({ totals: { rowsRead } }) => rowsRead);
  const elapsedMs = setup.clock.now() - startedAt;
  expect(totals).toMatchObject({ rowsRead: ROWS, acknowledged: ROWS });
  expect(await recordIds(setup)).toEqual(allRows);
  expect(sizes.slice(0, 3)).toEqual([5, 10, 15]);
  expect(elapsedMs).toBeGreaterThan((ROWS / 20) * 1000 * 0.9);
  expect(elapsedMs).toBeLessThan((ROWS / 20) * 1000 * 1.1);
});

test('a limit set in the middle, and taken away again, costs no row and doubles none', async () => {
  const setup = await setUp();
  const changes = [7, null, 100, 3, null];
  const dispatch = (event: ConsoleEvent) => {
    setup.events.push(event);
    if (event.type !== 'ingest/committed' || changes.length === 0) return;
    setup.gate.limit(changes.shift() ?? null);
  };

  await ingest({ ...setup.deps, dispatch }, { ...ingestOptions, delayMs: 1 }, never);

  expect(changes).toEqual([]);
  expect(await recordIds(setup)).toEqual(allRows);
});

test('a paused ingest publishes nothing until it is resumed, then each row once', async () => {
  const setup = await setUp();
  const dispatch = (event: ConsoleEvent) => {
    setup.events.push(event);
    if (event.type === 'ingest/committed' && committed(setup.events).length === 2) {
      setup.gate.pause();
    }
  };
  const options = { ...ingestOptions, delayMs: 1 };

  const ingesting = ingest({ ...setup.deps, dispatch }, options, never);
  await expect.poll(() => committed(setup.events).length).toBe(2);
  const whilePaused = await recordIds(setup);
  setup.gate.resume();
  await ingesting;

  expect(whilePaused).toEqual(allRows.slice(0, 20));
  expect(await recordIds(setup)).toEqual(allRows);
});

test('no transaction is open while an ingest is paused', async () => {
  const setup = await setUp();
  let open = 0;
  const broker: typeof setup.broker = {
    ...setup.broker,
    openProducer: async (producerOptions) => {
      const producer = await setup.broker.openProducer(producerOptions);
      return {
        ...producer,
        begin: async () => {
          const transaction = await producer.begin();
          open += 1;
          return {
            send: transaction.send,
            commit: async (ledgerEntry) => {
              await transaction.commit(ledgerEntry);
              open -= 1;
            },
            abort: transaction.abort,
          };
        },
      };
    },
  };
  const admit = setup.gate.admit.bind(setup.gate);
  let asked = 0;
  setup.gate.admit = (rows, signal) => {
    asked += 1;
    if (asked === 2) setup.gate.pause();
    return admit(rows, signal);
  };
  const job = new AbortController();
  const options = { ...ingestOptions, delayMs: 1 };

  const ingesting = ingest({ ...setup.deps, broker }, options, job.signal);
  await expect.poll(() => asked).toBe(2);
  const whilePaused = open;
  job.abort();
  const { totals } = await ingesting;

  expect(whilePaused).toBe(0);
  expect(totals.rowsRead).toBe(10);
});

test('an ingest that is stopped while it is paused goes on there the next time', async () => {
  const setup = await setUp();
  const job = new AbortController();
  const dispatch = (event: ConsoleEvent) => {
    setup.events.push(event);
    if (event.type === 'ingest/committed' && committed(setup.events).length === 1) {
      setup.gate.pause();
    }
  };
  const options = { ...ingestOptions, delayMs: 1 };

  const ingesting = ingest({ ...setup.deps, dispatch }, options, job.signal);
  await expect.poll(() => committed(setup.events).length).toBe(1);
  job.abort();
  const stopped = await ingesting;
  setup.gate.resume();
  await ingest(setup.deps, ingestOptions, never);

  expect(stopped).toMatchObject({ isComplete: false, next: { recordId: 10 } });
  expect(setup.events.filter(({ type }) => type === 'ingest/stopped')).toHaveLength(1);
  expect(await recordIds(setup)).toEqual(allRows);
});

test('an ingest that is stopped in the middle of a batch by its limit goes on at the next row', async () => {
  const setup = await setUp();
  const job = new AbortController();
  const dispatch = (event: ConsoleEvent) => {
    setup.events.push(event);
    if (event.type === 'ingest/committed') job.abort();
  };
  setup.gate.limit(20);

  const stopped = await ingest({ ...setup.deps, dispatch }, ingestOptions, job.signal);
  setup.gate.limit(null);
  await ingest(setup.deps, ingestOptions, never);

  expect(stopped).toMatchObject({ next: { recordId: 5 }, totals: { rowsRead: 5 } });
  expect(await recordIds(setup)).toEqual(allRows);
});

test('an ingest that is stopped before it begins has stopped, and not failed', async () => {
  const setup = await setUp();
  const job = new AbortController();
  const broker: typeof setup.broker = {
    ...setup.broker,
    readLedger: async () => {
      job.abort(new Error('by the operator'));
      throw new Error('cut off');
    },
  };

  const ingesting = ingest({ ...setup.deps, broker }, ingestOptions, job.signal);

  await expect(ingesting).rejects.toThrow('by the operator');
  expect(setup.events.map(({ type }) => type)).toEqual(['ingest/stopped']);
});

test('rejected rows are told by reason, with some of them to look at', async () => {
  const rows = [
    csvRow('a'),
    csvRow('b', { popularity: '101' }),
    csvRow('c', { tempo: 'fast' }),
    csvRow('d', { popularity: '-1' }),
  ];
  const setup = setUpIngest(await rowSourceOf(rows));

  await ingest(setup.deps, ingestOptions, never);

  const told = setup.events.filter((event) => event.type === 'ingest/rows-rejected');
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({
    reasons: { 'number-out-of-range': 2, 'number-not-decimal': 1 },
    newest: [
      { line: 3, column: 'popularity', value: '101' },
      { line: 4, column: 'tempo', value: 'fast' },
      { line: 5, column: 'popularity', value: '-1' },
    ],
  });
});
