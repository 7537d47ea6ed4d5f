import { expect } from 'vitest';
import {
  createTopic,
  keyedRecords,
  publish,
  readBatches,
  readTopic,
  topicSpec,
  uniqueName,
} from '../support/broker/topics.ts';
import { type ContractTest, eventually, failure } from './contract-test.ts';

export function describeTopics(test: ContractTest): void {
  test('every client of a log sees the same cluster id', async ({ harness, broker }) => {
    const other = await harness.openBroker();

    expect(other.clusterId).toBe(broker.clusterId);
    expect(broker.clusterId).not.toBe('');
  });

  test('a new topic has the partitions asked for, all empty', async ({ broker }) => {
    const name = uniqueName('topic');

    const description = await broker.ensureTopic(topicSpec(name, 2));

    expect(description).toEqual({
      name,
      topicId: expect.stringMatching(/./),
      partitions: [
        { partition: 0, logStartOffset: 0, logEndOffset: 0 },
        { partition: 1, logStartOffset: 0, logEndOffset: 0 },
      ],
    });
  });

  test('a topic with more partitions than asked for is left as it is', async ({ broker }) => {
    const name = uniqueName('topic');
    const before = await broker.ensureTopic(topicSpec(name, 5));

    const after = await broker.ensureTopic(topicSpec(name, 3));

    expect(after).toEqual(before);
  });

  test('a topic that is not there has no description', async ({ broker }) => {
    const description = await broker.describeTopic(uniqueName('topic'));

    expect(description).toBeUndefined();
  });

  test('deleting a topic that is not there does nothing', async ({ broker }) => {
    await expect(broker.deleteTopic(uniqueName('topic'))).resolves.toBeUndefined();
  });

  test('a topic made again has another id, no records and no committed offsets', async ({
    broker,
  }) => {
    const name = await createTopic(broker, 2);
    const groupId = uniqueName('group');
    const before = await broker.describeTopic(name);
    await publish(broker, name, keyedRecords(6));
    await broker.resetOffsets(groupId, name, new Map([[1, 1]]));

    await broker.deleteTopic(name);
    await eventually(async () => await broker.describeTopic(name), undefined);
    const after = await broker.ensureTopic(topicSpec(name, 2));

    expect(after.topicId).not.toBe(before?.topicId);
    expect(await readTopic(broker, name)).toEqual([]);
    await eventually(async () => (await broker.committedOffsets(groupId, name)).size, 0);
  });

  test('sending to a topic that is not there fails', async ({ broker }) => {
    const producer = await broker.openProducer({ transactionalId: uniqueName('producer') });
    const transaction = await producer.begin();

    const sending = transaction.send(uniqueName('topic'), keyedRecords(1));

    await expect(sending).rejects.toThrow(failure('TOPIC_MISSING'));
  });

  test('reading a topic that is not there fails', async ({ broker }) => {
    const range = { topic: uniqueName('topic'), partition: 0, from: 0, to: 1 };

    const reading = readBatches(broker, range);

    await expect(reading).rejects.toThrow(failure('TOPIC_MISSING'));
  });
}
