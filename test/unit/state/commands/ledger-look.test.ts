import { expect, test } from 'vitest';
import { ingest } from '../../../../src/state/commands/ingest.ts';
import { createLedgerLook } from '../../../../src/state/commands/ledger-look.ts';
import type { ConsoleEvent } from '../../../../src/state/events.ts';
import { initialProducer, type ProducerSlice } from '../../../../src/state/slices/producer.ts';
import { never } from '../../../support/csv/sources.ts';
import { csvRow, ingestOptions, rowSourceOf, setUpIngest } from '../../../support/ingest-setup.ts';

async function setUp(rows = 30) {
  const lines = Array.from({ length: rows }, (_, index) => csvRow(`id-${index}`));
  const setup = setUpIngest(await rowSourceOf(lines));
  const told: ConsoleEvent[] = [];
  let producer: ProducerSlice = initialProducer;
  let reads = 0;
  let whileRead = async () => {};
  const look = createLedgerLook({
    broker: {
      describeTopic: setup.broker.describeTopic,
      async readLedger() {
        reads += 1;
        const meanwhile = whileRead;
        whileRead = async () => {};
        await meanwhile();
        return setup.broker.readLedger();
      },
    },
    topic: 'tracks',
    getProducer: () => producer,
    clock: { now: () => 9_000 },
    dispatch: (event) => told.push(event),
  });
  /** Publishes ten rows more, as another process would. */
  const publishTen = async () => {
    const job = new AbortController();
    const dispatch = (event: ConsoleEvent) => {
      if (event.type === 'ingest/committed') job.abort();
    };
    // One millisecond later at least: the ledger's time tells one commit from the next.
    const before = Date.now();
    await expect.poll(() => Date.now(), { interval: 1 }).toBeGreaterThan(before);
    await ingest({ ...setup.deps, dispatch }, { ...ingestOptions, delayMs: 1 }, job.signal);
  };
  return {
    ...setup,
    told,
    publishTen,
    look: async () => look(never),
    reads: () => reads,
    whileReading: (work: () => Promise<void>) => {
      whileRead = work;
    },
    beginHere: (at: number) => {
      producer = { ...producer, status: { name: 'publishing' }, begunAt: at };
    },
    endHere: () => {
      producer = { ...producer, status: { name: 'stopped' } };
    },
  };
}

test('that there is no topic, or no ledger, is told once', async () => {
  const { broker, look, told } = await setUp();

  await look();
  await broker.ensureTopic(ingestOptions.topic);
  await look();
  await look();

  expect(told).toEqual([{ type: 'ingest/none-observed', at: 9_000 }]);
});

test('a topic without a ledger is told as one, too', async () => {
  const { broker, look, told } = await setUp();
  await broker.ensureTopic(ingestOptions.topic);

  await look();

  expect(told).toEqual([{ type: 'ingest/none-observed', at: 9_000 }]);
});

test('what was published earlier is told once, and does not move', async () => {
  const { publishTen, look, told } = await setUp();
  await publishTen();

  await look();
  await look();

  expect(told).toMatchObject([
    {
      type: 'ingest/observed',
      totals: { rowsRead: 10, acknowledged: 10 },
      isComplete: false,
      isMoving: false,
      at: 9_000,
    },
  ]);
});

test('an ingest of another process moves while it grows, and no longer once it has stopped', async () => {
  const { publishTen, look, told } = await setUp();
  await look();
  await publishTen();
  await look();
  await publishTen();
  await look();
  await look();

  const seen = told.map(
    (event) => event.type === 'ingest/observed' && [event.totals.rowsRead, event.isMoving],
  );
  expect(seen).toEqual([false, [10, true], [20, true], [20, false]]);
});

test('one that has come to its end does not move', async () => {
  const { deps, look, told } = await setUp();
  await look();
  await ingest(deps, ingestOptions, never);
  await look();

  expect(told.at(-1)).toMatchObject({ isComplete: true, isMoving: false });
});

test('what this process publishes is no movement elsewhere', async () => {
  const { publishTen, beginHere, endHere, look, told } = await setUp();
  await look();

  beginHere(1_000);
  await publishTen();
  await look();
  endHere();
  await look();

  expect(told.slice(1)).toMatchObject([{ totals: { rowsRead: 10 }, isMoving: false }]);
});

test('nor is what it publishes from one look to the next, each time', async () => {
  const { publishTen, beginHere, endHere, look, told } = await setUp();
  await look();

  for (const begunAt of [1_000, 2_000]) {
    beginHere(begunAt);
    await publishTen();
    endHere();
    await look();
  }
  await publishTen();
  await look();

  expect(told.slice(1)).toMatchObject([
    { totals: { rowsRead: 10 }, isMoving: false },
    { totals: { rowsRead: 20 }, isMoving: false },
    { totals: { rowsRead: 30 }, isMoving: true },
  ]);
});

test('what it has published while the ledger was read is not told with it', async () => {
  const { publishTen, beginHere, endHere, whileReading, look, told } = await setUp();
  await publishTen();
  await look();

  await publishTen();
  whileReading(async () => {
    beginHere(1_000);
    await publishTen();
    endHere();
  });
  await look();
  await look();

  expect(told).toMatchObject([
    { totals: { rowsRead: 10 }, isMoving: false },
    { totals: { rowsRead: 30 }, isMoving: false },
  ]);
});

test('the ledger is not read again while the topic does not grow, but from time to time', async () => {
  const { publishTen, look, reads } = await setUp();
  await publishTen();

  for (let looks = 0; looks < 20; looks += 1) await look();

  expect(reads()).toBe(3);
});

test('the ledger of an earlier topic of this name is not told', async () => {
  const { broker, publishTen, look, told } = await setUp();
  await publishTen();
  await broker.deleteTopic('tracks');
  await broker.ensureTopic(ingestOptions.topic);

  await look();

  expect(told).toEqual([{ type: 'ingest/none-observed', at: 9_000 }]);
});
