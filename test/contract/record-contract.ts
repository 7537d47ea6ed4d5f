import { expect } from 'vitest';
import { partitionOfKey } from '../../src/domain/partitioner.ts';
import {
  createTopic,
  keyedRecords,
  publish,
  readBatches,
  readRange,
  readTopic,
  valuesOf,
} from '../support/broker/topics.ts';
import type { ContractTest } from './contract-test.ts';

export function describeRecords(test: ContractTest): void {
  test('a key decides the partition as murmur2 says', async ({ broker }) => {
    const topic = await createTopic(broker, 5);
    const keys = ['abc', 'foobar', '4uLU6hMCjMI75M1A2tKUQC', 'ключ', '鍵', ''];

    await publish(
      broker,
      topic,
      keys.map((key) => ({ key, value: key })),
    );

    const end = 100;
    for (const key of keys) {
      const partition = partitionOfKey(new TextEncoder().encode(key), 5);
      const records = await readRange(broker, topic, partition, 0, end);
      expect(records.map((record) => record.key)).toContain(key);
    }
  });

  test('equal keys get equal partitions and offsets, whatever the broker', async ({ broker }) => {
    const topic = await createTopic(broker, 3);
    const keys = ['a', 'b', 'c', 'd', 'e', 'a', 'f', 'g', 'b', 'h'];

    await publish(
      broker,
      topic,
      keys.map((key, index) => ({ key, value: String(index) })),
    );

    // By partition: what lies at its offsets 0, 1, 2, …
    const found = await Promise.all([0, 1, 2].map((each) => readRange(broker, topic, each, 0, 10)));
    expect(found.map(valuesOf)).toEqual([
      ['6', '7'],
      ['0', '2', '5', '9'],
      ['1', '3', '4', '8'],
    ]);
    for (const records of found) {
      expect(records.map(({ offset }) => offset)).toEqual(records.map((_, offset) => offset));
    }
  });

  test('records of one partition keep their order over several sends', async ({ broker }) => {
    const topic = await createTopic(broker, 1);
    const producer = await broker.openProducer({ transactionalId: topic });
    const transaction = await producer.begin();

    await transaction.send(topic, keyedRecords(3, 'a'));
    await transaction.send(topic, keyedRecords(2, 'b'));
    await transaction.commit(() => ({ key: topic, value: '' }));

    const records = await readTopic(broker, topic);
    expect(valuesOf(records)).toEqual(['a-0', 'a-1', 'a-2', 'b-0', 'b-1']);
  });

  test('keys, values and headers come back as they were sent', async ({ broker }) => {
    const topic = await createTopic(broker, 1);
    const bytes = Buffer.from([0, 255, 128, 10, 13]);
    const headers = { reason: 'naïve 😀', empty: '' };

    await publish(broker, topic, [
      { key: 'Łódź', value: '{"title":"Ágætis byrjun \\u001b"}', headers },
      { key: null, value: bytes },
      { key: '', value: '' },
      { key: 'last', value: 'x', headers: { reason: 'other' } },
    ]);

    const records = await readTopic(broker, topic);
    expect(records.map(({ key, value, headers }) => ({ key, value, headers }))).toEqual([
      { key: 'Łódź', value: Buffer.from('{"title":"Ágætis byrjun \\u001b"}'), headers },
      { key: null, value: bytes, headers: {} },
      { key: '', value: Buffer.alloc(0), headers: {} },
      { key: 'last', value: Buffer.from('x'), headers: { reason: 'other' } },
    ]);
  });

  test('a record carries the time of its sending', async ({ harness, broker }) => {
    const topic = await createTopic(broker, 1);

    const before = harness.nowMs();
    await publish(broker, topic, keyedRecords(1));
    const after = harness.nowMs();

    const [record] = await readTopic(broker, topic);
    expect(record?.timestampMs).toBeGreaterThanOrEqual(before);
    expect(record?.timestampMs).toBeLessThanOrEqual(after);
  });

  test('records without a key all arrive', async ({ broker }) => {
    const topic = await createTopic(broker, 3);
    const values = ['a', 'b', 'c', 'd'];

    for (const value of values) await publish(broker, topic, [{ key: null, value }]);

    const records = await readTopic(broker, topic);
    expect(valuesOf(records).toSorted()).toEqual(values);
  });

  test('reading a range gives the records from its start up to, not including, its end', async ({
    broker,
  }) => {
    const topic = await createTopic(broker, 1);
    await publish(broker, topic, keyedRecords(10));
    const offsets = (await readTopic(broker, topic)).map(({ offset }) => offset);

    const records = await readRange(broker, topic, 0, offsets[3] ?? 0, offsets[7] ?? 0);

    expect(valuesOf(records)).toEqual(['record-3', 'record-4', 'record-5', 'record-6']);
  });

  test('reading an empty range gives nothing', async ({ broker }) => {
    const topic = await createTopic(broker, 1);
    await publish(broker, topic, keyedRecords(3));

    expect(await readRange(broker, topic, 0, 2, 2)).toEqual([]);
  });

  test('batches go on where the one before ended', async ({ broker }) => {
    const topic = await createTopic(broker, 1);
    await publish(broker, topic, keyedRecords(2_500));

    const batches = await readBatches(broker, { topic, partition: 0, from: 0, to: 2_500 });

    let next = 0;
    for (const { records, nextOffset } of batches) {
      expect(records[0]?.offset).toBeGreaterThanOrEqual(next);
      expect(nextOffset).toBeGreaterThan(records.at(-1)?.offset ?? 0);
      next = nextOffset;
    }
    expect(batches.flatMap(({ records }) => records)).toHaveLength(2_500);
  });

  test('an aborted reading fails, so that nobody takes a part for the whole', async ({
    broker,
  }) => {
    const topic = await createTopic(broker, 1);
    await publish(broker, topic, keyedRecords(1));
    const range = { topic, partition: 0, from: 0, to: 1, signal: AbortSignal.abort() };

    const reading = readBatches(broker, range);

    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
}
