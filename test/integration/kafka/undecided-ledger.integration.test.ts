import { Kafka, logLevel, type Transaction } from 'kafkajs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openBrokerAt } from '../../support/broker/open-broker.ts';
import { createTopic, keyedRecords, readTopic, uniqueName } from '../../support/broker/topics.ts';
import { hasKafka, sharedKafka } from '../../support/kafka/shared-kafka.ts';

/** Of another producer, with an entry of the ledger in it; whoever commits behind it is not to be seen. */
async function openTransaction(bootstrapServers: string): Promise<Transaction> {
  const kafka = new Kafka({ brokers: [bootstrapServers], logLevel: logLevel.NOTHING });
  const transactionalId = uniqueName('another');
  const producer = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
  onTestFinished(() => producer.disconnect());
  await producer.connect();
  const transaction = await producer.transaction();
  const entry = { key: uniqueName('entry'), value: 'undecided' };
  await transaction.send({ topic: 'trackdeck-ledger', messages: [entry] });
  return transaction;
}

describe.skipIf(!hasKafka)('a ledger in which another transaction is undecided', () => {
  test('is read without the entry of records that are there to read, and settled with it', async () => {
    const { bootstrapServers } = sharedKafka();
    const broker = await openBrokerAt({ kind: 'kafka', bootstrapServers });
    onTestFinished(() => broker.close());
    const topic = await createTopic(broker, 1);
    const producer = await broker.openProducer({ transactionalId: topic });
    const another = await openTransaction(bootstrapServers);
    const committing = await producer.begin();
    await committing.send(topic, keyedRecords(3));
    await committing.commit(() => ({ key: topic, value: 'three' }));

    const records = await readTopic(broker, topic);
    const early = await broker.readLedger();
    const settled = broker.readSettledLedger();
    await another.abort();

    expect(records).toHaveLength(3);
    expect(early.has(topic)).toBe(false);
    expect((await settled).get(topic)).toBe('three');
  });
});
