import { describe, expect, onTestFinished, test } from 'vitest';
import type { Broker, TransactionalProducer } from '../../../src/services/ports.ts';
import { openBrokerAt } from '../../support/broker/open-broker.ts';
import {
  createTopic,
  keyedRecords,
  readTopic,
  uniqueName,
  valuesOf,
} from '../../support/broker/topics.ts';
import { type SeveringProxy, startSeveringProxy } from '../../support/kafka/severing-proxy.ts';
import { hasKafka, sharedKafka } from '../../support/kafka/shared-kafka.ts';

type Setup = {
  readonly proxy: SeveringProxy;
  readonly broker: Broker;
  readonly topic: string;
  readonly producer: TransactionalProducer;
};

async function setUp(): Promise<Setup> {
  const proxy = await startSeveringProxy(sharedKafka().ports);
  onTestFinished(() => proxy.close());
  const { bootstrapServers } = proxy;
  const broker = await openBrokerAt({ kind: 'kafka', bootstrapServers });
  onTestFinished(() => broker.close());
  const topic = await createTopic(broker, 2);
  const producer = await broker.openProducer({ transactionalId: uniqueName('producer') });
  return { proxy, broker, topic, producer };
}

async function commit({ producer, topic }: Setup, name: string): Promise<void> {
  const transaction = await producer.begin();
  await transaction.send(topic, keyedRecords(3, name));
  try {
    await transaction.commit(() => ({ key: topic, value: name }));
  } finally {
    await transaction.abort();
  }
}

describe.skipIf(!hasKafka)('a connection lost at the end of a transaction', () => {
  test('a commit whose answer is lost is found to have gone through', async () => {
    const setup = await setUp();
    const { proxy, broker, topic } = setup;

    proxy.severNext('answer');
    await commit(setup, 'lost');
    await commit(setup, 'next');

    const values = valuesOf(await readTopic(broker, topic)).toSorted();
    expect(values).toEqual(['lost-0', 'lost-1', 'lost-2', 'next-0', 'next-1', 'next-2']);
    expect((await broker.readLedger()).get(topic)).toBe('next');
  });

  test('a commit that did not arrive fails, leaves nothing, and can be tried again', async () => {
    const setup = await setUp();
    const { proxy, broker, topic } = setup;

    proxy.severNext('request');
    const lost = commit(setup, 'lost');

    await expect(lost).rejects.toMatchObject({ code: 'BROKER_UNREACHABLE' });
    expect(await readTopic(broker, topic)).toEqual([]);
    expect((await broker.readLedger()).has(topic)).toBe(false);
    await commit(setup, 'again');
    expect(valuesOf(await readTopic(broker, topic)).toSorted()).toEqual([
      'again-0',
      'again-1',
      'again-2',
    ]);
  });

  test('a producer that lost its connection and was replaced meanwhile does not come back', async () => {
    const { proxy, broker, topic } = await setUp();
    const transactionalId = uniqueName('producer');
    const earlier = await broker.openProducer({ transactionalId });
    const transaction = await earlier.begin();
    await transaction.send(topic, keyedRecords(3, 'earlier'));

    const later = await broker.openProducer({ transactionalId });
    proxy.severNext('request');
    const committing = transaction.commit(() => ({ key: topic, value: 'earlier' }));

    await expect(committing).rejects.toMatchObject({ code: 'PRODUCER_REPLACED' });
    await transaction.abort();
    await expect(earlier.begin()).rejects.toMatchObject({ code: 'PRODUCER_REPLACED' });
    const next = await later.begin();
    proxy.severNext('answer');
    await next.send(topic, keyedRecords(1, 'later'));
    await next.commit(() => ({ key: topic, value: 'later' }));
    expect(valuesOf(await readTopic(broker, topic))).toEqual(['later-0']);
  });
});
