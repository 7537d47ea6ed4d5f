import { describe, expect, onTestFinished, test } from 'vitest';
import { openKafkaBroker } from '../../../src/services/broker/kafka/kafka-broker.ts';
import type { Broker, Transaction } from '../../../src/services/ports.ts';
import { ingest } from '../../../src/state/commands/ingest.ts';
import { kafkaOptions } from '../../support/broker/open-broker.ts';
import { keyedRecords, readTopic, uniqueName, valuesOf } from '../../support/broker/topics.ts';
import { csvRow, ingestInto, rowSourceOf, setUpIngest } from '../../support/ingest-setup.ts';
import { hasKafka, sharedKafka } from '../../support/kafka/shared-kafka.ts';

const PATIENCE = { timeout: 30_000, interval: 50 } as const;
const ROWS = 300;

async function openImpatient(): Promise<Broker> {
  const broker = await openKafkaBroker({
    ...kafkaOptions(sharedKafka()),
    transactionTimeoutMs: 1_000,
  });
  onTestFinished(() => broker.close());
  return broker;
}

/** Everything sent so far is decided, one way or the other: nothing of a transaction is open. */
async function untilKafkaEndsIt(broker: Broker, topic: string): Promise<void> {
  const sizes = async () => (await broker.describeTopic(topic))?.partitions ?? [];
  const before = await sizes();
  const hasMoved = async () =>
    (await sizes()).some(
      ({ logEndOffset }, partition) => logEndOffset > (before[partition]?.logEndOffset ?? 0),
    );
  await expect.poll(hasMoved, PATIENCE).toBe(true);
}

type Step = 'send' | 'commit';

/** The broker with a producer that stands still in its first transaction, before this step. */
function standingStill(broker: Broker, topic: string, before: Step): Broker {
  let transactions = 0;
  const stall = async (transaction: number, step: Step) => {
    if (transaction === 1 && step === before) await untilKafkaEndsIt(broker, topic);
  };
  return {
    ...broker,
    openProducer: async (options) => {
      const producer = await broker.openProducer(options);
      const begin = async (): Promise<Transaction> => {
        const transaction = await producer.begin();
        transactions += 1;
        const number = transactions;
        let sends = 0;
        return {
          abort: () => transaction.abort(),
          send: async (to, records) => {
            sends += 1;
            if (sends === 2) await stall(number, 'send');
            await transaction.send(to, records);
          },
          commit: async (entry) => {
            await stall(number, 'commit');
            await transaction.commit(entry);
          },
        };
      };
      return { ...producer, begin };
    },
  };
}

describe.skipIf(!hasKafka)(
  'a producer that stands still until Kafka has ended its transaction',
  () => {
    test.each(['send', 'commit'] as const)(
      'before a %s, it publishes the same rows again, and every one of them once',
      async (step) => {
        const broker = await openImpatient();
        const rows = Array.from({ length: ROWS }, (_, index) => csvRow(`track-${index}`));
        const { deps, events } = setUpIngest(await rowSourceOf(rows));
        const options = { ...ingestInto(uniqueName('tracks')), batchSize: 20 };
        const { topic } = options;
        const stalling = standingStill(broker, topic.name, step);

        const ledger = await ingest(
          { ...deps, broker: stalling },
          options,
          new AbortController().signal,
        );

        const retries = events.filter((event) => event.type === 'ingest/retrying');
        expect(retries.map(({ failure }) => failure)).toEqual([
          {
            code: 'TRANSACTION_EXPIRED',
            message: expect.stringMatching(
              /^Kafka ended a transaction of trackdeck-tracks-.* too long$/,
            ),
            hint: 'Nothing of it is in the topic; it is sent again.',
          },
        ]);
        expect(ledger.totals.acknowledged).toBe(ROWS);
        const keys = (await readTopic(broker, topic.name)).map(({ key }) => key);
        expect(keys).toHaveLength(ROWS);
        expect(new Set(keys).size).toBe(ROWS);
      },
    );

    test('and was replaced meanwhile, does not come back', async () => {
      const broker = await openImpatient();
      const topic = uniqueName('topic');
      await broker.ensureTopic({
        name: topic,
        partitions: 1,
        replicationFactor: null,
        retentionMs: null,
      });
      const transactionalId = uniqueName('producer');
      const earlier = await broker.openProducer({ transactionalId });
      const transaction = await earlier.begin();
      await transaction.send(topic, keyedRecords(2, 'earlier'));
      await untilKafkaEndsIt(broker, topic);

      const later = await broker.openProducer({ transactionalId });
      const sending = transaction.send(topic, keyedRecords(2, 'again'));

      await expect(sending).rejects.toMatchObject({ code: 'PRODUCER_REPLACED' });
      const next = await later.begin();
      await next.send(topic, keyedRecords(1, 'later'));
      await next.commit(() => ({ key: topic, value: 'later' }));
      expect(valuesOf(await readTopic(broker, topic))).toEqual(['later-0']);
    });
  },
);
