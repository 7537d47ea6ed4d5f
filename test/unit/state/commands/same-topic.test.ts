import { expect, test } from 'vitest';
import type { Broker } from '../../../../src/services/ports.ts';
import { ingest } from '../../../../src/state/commands/ingest.ts';
import {
  csvRow,
  type IngestSetup,
  ingestOptions,
  rowSourceOf,
  setUpIngest,
} from '../../../support/ingest-setup.ts';

const ROWS = 60;
const { topic } = ingestOptions;
/** Every batch in a transaction of its own. */
const options = { ...ingestOptions, delayMs: 1 };
const { signal } = new AbortController();

async function setUp(): Promise<IngestSetup> {
  const rows = Array.from({ length: ROWS }, (_, index) => csvRow(`track-${index}`));
  return setUpIngest(await rowSourceOf(rows));
}

/** The broker with something that happens to its topic between the second batch and its commit. */
function withIntrusion(broker: Broker, intrude: () => Promise<unknown>): Broker {
  let sends = 0;
  return {
    ...broker,
    openProducer: async (which) => {
      const producer = await broker.openProducer(which);
      return {
        ...producer,
        begin: async () => {
          const transaction = await producer.begin();
          return {
            ...transaction,
            send: async (to, records) => {
              await transaction.send(to, records);
              sends += 1;
              if (sends === 2) await intrude();
            },
          };
        },
      };
    },
  };
}

test.each(['deleted', 'deleted and made again'])(
  'an ingest whose topic is %s fails, and none of its later rows is in another topic of the name',
  async (what) => {
    const { deps, broker, events, records } = await setUp();
    const intruded = withIntrusion(broker, async () => {
      await broker.deleteTopic(topic.name);
      if (what !== 'deleted') await broker.ensureTopic(topic);
    });

    const ingesting = ingest({ ...deps, broker: intruded }, options, signal);

    await expect(ingesting).rejects.toMatchObject({
      code: 'TOPIC_MISSING',
      message: `Topic ${topic.name} was ${what} while it was published to`,
      hint: expect.stringContaining('Start the ingestion again'),
    });
    expect(events.at(-1)).toMatchObject({
      type: 'ingest/failed',
      failure: { code: 'TOPIC_MISSING' },
    });
    expect(await records(topic.name)).toEqual([]);
  },
);

test('the next ingest after that publishes every row to the new topic', async () => {
  const { deps, broker, records } = await setUp();
  const intruded = withIntrusion(broker, () => broker.deleteTopic(topic.name));
  await ingest({ ...deps, broker: intruded }, options, signal).catch(() => undefined);

  const { totals } = await ingest(deps, options, signal);

  expect(totals.acknowledged).toBe(ROWS);
  expect(await records(topic.name)).toHaveLength(ROWS);
});
