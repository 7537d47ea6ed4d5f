import { expect, onTestFinished } from 'vitest';
import type { AppendedSpan } from '../../src/services/ports.ts';
import { startBrokerProcess } from '../support/broker/start-broker-process.ts';
import {
  createTopic,
  keyedRecords,
  publish,
  readRange,
  readTopic,
  uniqueName,
  valuesOf,
} from '../support/broker/topics.ts';
import { type ContractTest, failure } from './contract-test.ts';

export function describeTransactions(test: ContractTest): void {
  test('records and ledger entry become visible together, at the commit', async ({
    harness,
    broker,
  }) => {
    const topic = await createTopic(broker);
    const ledgerKey = uniqueName('ledger');
    const reader = await harness.openBroker();
    const producer = await broker.openProducer({ transactionalId: ledgerKey });
    const transaction = await producer.begin();

    await transaction.send(topic, keyedRecords(4));
    const recordsBefore = await readTopic(reader, topic);
    const ledgerBefore = await reader.readLedger();
    await transaction.commit(() => ({ key: ledgerKey, value: 'four' }));

    expect(recordsBefore).toEqual([]);
    expect(ledgerBefore.has(ledgerKey)).toBe(false);
    expect(await readTopic(reader, topic)).toHaveLength(4);
    expect((await reader.readLedger()).get(ledgerKey)).toBe('four');
  });

  test('a transaction without records moves the ledger alone', async ({ broker }) => {
    const ledgerKey = uniqueName('ledger');
    const producer = await broker.openProducer({ transactionalId: ledgerKey });
    const transaction = await producer.begin();

    await transaction.commit((appended) => ({ key: ledgerKey, value: `${appended.length}` }));

    expect((await broker.readLedger()).get(ledgerKey)).toBe('0');
  });

  test('the ledger keeps the last value of each key', async ({ broker }) => {
    const ledgerKey = uniqueName('ledger');
    const producer = await broker.openProducer({ transactionalId: ledgerKey });

    for (const value of ['first', 'second']) {
      const transaction = await producer.begin();
      await transaction.commit(() => ({ key: ledgerKey, value }));
    }

    expect((await broker.readLedger()).get(ledgerKey)).toBe('second');
  });

  test('an aborted transaction leaves nothing, and the next one goes through', async ({
    broker,
  }) => {
    const topic = await createTopic(broker);
    const producer = await broker.openProducer({ transactionalId: topic });
    const aborted = await producer.begin();
    await aborted.send(topic, keyedRecords(3, 'aborted'));
    await aborted.abort();

    const next = await producer.begin();
    await next.send(topic, keyedRecords(1, 'kept'));
    await next.commit(() => ({ key: topic, value: '' }));

    expect(valuesOf(await readTopic(broker, topic))).toEqual(['kept-0']);
  });

  test('aborting after a commit takes nothing back', async ({ broker }) => {
    const topic = await createTopic(broker);
    const producer = await broker.openProducer({ transactionalId: topic });
    const transaction = await producer.begin();
    await transaction.send(topic, keyedRecords(2));
    await transaction.commit(() => ({ key: topic, value: '' }));

    await transaction.abort();

    expect(await readTopic(broker, topic)).toHaveLength(2);
  });

  test('a ledger entry that cannot be made leaves nothing visible', async ({ broker }) => {
    const topic = await createTopic(broker);
    const producer = await broker.openProducer({ transactionalId: topic });
    const transaction = await producer.begin();
    await transaction.send(topic, keyedRecords(2));

    const committing = transaction.commit(() => {
      throw new Error('no entry today');
    });

    await expect(committing).rejects.toThrow('no entry today');
    await transaction.abort();
    expect(await readTopic(broker, topic)).toEqual([]);
  });

  test('a commit says where its records lie', async ({ broker }) => {
    const topic = await createTopic(broker);
    const other = await createTopic(broker, 1);
    await publish(broker, topic, keyedRecords(7, 'earlier'));
    const producer = await broker.openProducer({ transactionalId: topic });
    const transaction = await producer.begin();
    const calls: (readonly AppendedSpan[])[] = [];

    await transaction.send(topic, keyedRecords(20, 'mine'));
    await transaction.send(other, keyedRecords(2, 'mine-too'));
    await transaction.send(topic, keyedRecords(5, 'mine-again'));
    await transaction.commit((appended) => {
      calls.push(appended);
      return { key: topic, value: '' };
    });

    expect(calls).toHaveLength(1);
    const found: string[] = [];
    for (const { topic: name, partition, firstOffset, nextOffset, records } of calls[0] ?? []) {
      const inSpan = await readRange(broker, name, partition, firstOffset, nextOffset);
      expect(inSpan).toHaveLength(records);
      found.push(...valuesOf(inSpan));
    }
    const sent = [
      ...keyedRecords(20, 'mine'),
      ...keyedRecords(2, 'mine-too'),
      ...keyedRecords(5, 'mine-again'),
    ];
    expect(found.toSorted()).toEqual(sent.map(({ value }) => value).toSorted());
  });

  test('an earlier producer can no longer send once a later one has its id', async ({
    harness,
    broker,
  }) => {
    const topic = await createTopic(broker);
    const transactionalId = uniqueName('producer');
    const earlier = await broker.openProducer({ transactionalId });
    const transaction = await earlier.begin();

    await (await harness.openBroker()).openProducer({ transactionalId });
    const sending = transaction.send(topic, keyedRecords(3, 'late'));

    await expect(sending).rejects.toThrow(failure('PRODUCER_REPLACED'));
    await transaction.abort();
    expect(await readTopic(broker, topic)).toEqual([]);
  });

  test('a producer that slept before its commit is refused, and the later one goes on', async ({
    harness,
    broker,
  }) => {
    const topic = await createTopic(broker);
    const transactionalId = uniqueName('producer');
    const asleep = await (await broker.openProducer({ transactionalId })).begin();
    await asleep.send(topic, keyedRecords(3, 'asleep'));

    const later = await (await harness.openBroker()).openProducer({ transactionalId });
    const transaction = await later.begin();
    await transaction.send(topic, keyedRecords(1, 'later'));
    await transaction.commit(() => ({ key: transactionalId, value: 'later' }));
    const committing = asleep.commit(() => ({ key: transactionalId, value: 'asleep' }));

    await expect(committing).rejects.toThrow(failure('PRODUCER_REPLACED'));
    await asleep.abort();
    expect(valuesOf(await readTopic(broker, topic))).toEqual(['later-0']);
    expect((await broker.readLedger()).get(transactionalId)).toBe('later');
  });

  test('a producer killed in mid-transaction leaves nothing, and the next one goes on', async ({
    harness,
    broker,
  }) => {
    const topic = await createTopic(broker);
    const transactionalId = uniqueName('producer');
    const task = { role: 'send', topic, transactionalId } as const;
    const lost = startBrokerProcess(harness.address, task);
    onTestFinished(() => lost.kill());
    await lost.until((events) => events.some(({ type }) => type === 'sent'));
    await lost.kill();

    const next = await broker.openProducer({ transactionalId });
    const transaction = await next.begin();
    await transaction.send(topic, keyedRecords(1, 'next'));
    await transaction.commit(() => ({ key: transactionalId, value: '' }));

    expect(valuesOf(await readTopic(broker, topic))).toEqual(['next-0']);
  });

  test('a record that is too large is refused, and the producer is good after an abort', async ({
    broker,
  }) => {
    const topic = await createTopic(broker);
    const producer = await broker.openProducer({ transactionalId: topic });
    const transaction = await producer.begin();

    const sending = transaction.send(topic, [
      { key: 'fits', value: 'small' },
      { key: 'too large', value: 'é'.repeat(600_000) },
    ]);

    await expect(sending).rejects.toThrow(failure('RECORD_TOO_LARGE'));
    await transaction.abort();
    const next = await producer.begin();
    await next.send(topic, [{ key: 'large', value: 'x'.repeat(1_000_000) }]);
    await next.commit(() => ({ key: topic, value: '' }));
    const records = await readTopic(broker, topic);
    expect(records.map(({ value }) => value.length)).toEqual([1_000_000]);
  });
}
