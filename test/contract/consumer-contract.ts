import { expect } from 'vitest';
import { commitEachBatch, type GroupMember, startMember } from '../support/broker/group-member.ts';
import { measurePauses } from '../support/broker/pause-times.ts';
import {
  createTopic,
  keyedRecords,
  publish,
  readRange,
  readTopic,
  topicSpec,
  uniqueName,
  valuesOf,
} from '../support/broker/topics.ts';
import { type ContractTest, eventually, failure, PATIENCE } from './contract-test.ts';

const clientId = 'contract';

export function describeConsumer(test: ContractTest): void {
  test('a lone member is given every partition, then its records, then told it is idle', async ({
    broker,
  }) => {
    const topic = await createTopic(broker, 3);
    await publish(broker, topic, keyedRecords(30));

    const member = startMember(broker, { groupId: uniqueName('group'), topic, clientId });
    await expect.poll(() => member.isIdle() && member.records.length, PATIENCE).toBe(30);

    await member.stop();
    expect(member.deliveries[0]?.type).toBe('assigned');
    expect(member.partitions()).toEqual([0, 1, 2]);
    const expected = (await readTopic(broker, topic)).map(({ value }) => value.toString());
    expect(member.values().toSorted()).toEqual(expected.toSorted());
  });

  test('the records of a partition come in the order of their offsets', async ({ broker }) => {
    const topic = await createTopic(broker, 1);
    await publish(broker, topic, keyedRecords(25));
    const options = { groupId: uniqueName('group'), topic, clientId, maxBatchRecords: 10 };

    const member = startMember(broker, options);
    await expect.poll(() => member.records.length, PATIENCE).toBe(25);

    await member.stop();
    expect(member.values()).toEqual(keyedRecords(25).map(({ value }) => value));
    const sizes = member.deliveries.map((each) =>
      each.type === 'records' ? each.batch.records.length : 0,
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
  });

  test('an idle member is told the position it has reached in each partition', async ({
    broker,
  }) => {
    const topic = await createTopic(broker, 2);
    await publish(broker, topic, keyedRecords(9));

    const member = startMember(broker, { groupId: uniqueName('group'), topic, clientId });
    await expect.poll(() => member.isIdle() && member.records.length, PATIENCE).toBe(9);

    await member.stop();
    const last = member.deliveries.findLast((each) => each.type === 'idle');
    for (const { partition } of (await broker.describeTopic(topic))?.partitions ?? []) {
      const batches = member.deliveries.filter((each) => each.type === 'records');
      const read = batches.findLast(({ batch }) => batch.partition === partition);
      expect(last?.positions.get(partition)).toBeGreaterThanOrEqual(read?.batch.nextOffset ?? 0);
    }
  });

  test('an idle member goes on being told so', async ({ broker }) => {
    const topic = await createTopic(broker, 1);

    const member = startMember(broker, {
      groupId: uniqueName('group'),
      topic,
      clientId,
      idleMs: 20,
    });

    await expect
      .poll(() => member.deliveries.filter(({ type }) => type === 'idle').length, PATIENCE)
      .toBeGreaterThanOrEqual(3);
    await member.stop();
  });

  test('records committed while a member waits reach it', async ({ harness, broker }) => {
    const topic = await createTopic(broker);
    const member = startMember(broker, { groupId: uniqueName('group'), topic, clientId });
    await eventually(member.isIdle, true);

    await publish(await harness.openBroker(), topic, keyedRecords(5));

    await eventually(() => member.records.length, 5);
    await member.stop();
  });

  test('the next consumer of a group goes on at the committed offsets', async ({ broker }) => {
    const topic = await createTopic(broker);
    const groupId = uniqueName('group');
    await publish(broker, topic, keyedRecords(12, 'old'));
    const first = startMember(broker, { groupId, topic, clientId, onDelivery: commitEachBatch });
    await expect.poll(() => first.isIdle() && first.records.length, PATIENCE).toBe(12);
    await first.stop();
    await publish(broker, topic, keyedRecords(4, 'new'));

    const second = startMember(broker, { groupId, topic, clientId });
    await expect.poll(() => second.isIdle() && second.records.length, PATIENCE).toBe(4);

    await second.stop();
    expect(second.values().toSorted()).toEqual(['new-0', 'new-1', 'new-2', 'new-3']);
  });

  test('a committed offset comes back with its metadata', async ({ broker }) => {
    const topic = await createTopic(broker, 1);
    const groupId = uniqueName('group');
    const offsets = new Map([[0, { offset: 3, metadata: 'store 7' }]]);
    await publish(broker, topic, keyedRecords(5));
    const member = startMember(broker, { groupId, topic, clientId });
    await eventually(member.partitions, [0]);

    await member.consumer.commit(offsets);

    expect(await broker.committedOffsets(groupId, topic)).toEqual(offsets);
    await member.stop();
  });

  test('a sought position wins over the committed one, in the sought partition only', async ({
    broker,
  }) => {
    const topic = await createTopic(broker, 2);
    const groupId = uniqueName('group');
    await publish(broker, topic, keyedRecords(40));
    const left = await readRange(broker, topic, 0, 0, 40);
    const right = await readRange(broker, topic, 1, 0, 40);
    const committed = [left[5]?.offset ?? 0, right[4]?.offset ?? 0] as const;
    await broker.resetOffsets(groupId, topic, new Map(committed.entries()));

    const member = startMember(broker, {
      groupId,
      topic,
      clientId,
      onDelivery: async (delivery, consumer) => {
        if (delivery.type === 'assigned') consumer.seek(0, left[2]?.offset ?? 0);
      },
    });
    await eventually(member.isIdle, true);

    await member.stop();
    const expected = valuesOf([...left.slice(2), ...right.slice(4)]);
    expect(member.values().toSorted()).toEqual(expected.toSorted());
  });

  test('a paused member is given no records until it is resumed', async ({ broker }) => {
    const topic = await createTopic(broker);
    const paused = startMember(broker, { groupId: uniqueName('group'), topic, clientId });
    const other = startMember(broker, { groupId: uniqueName('group'), topic, clientId });
    await eventually(() => paused.isIdle() && other.isIdle(), true);

    paused.consumer.pause();
    await publish(broker, topic, keyedRecords(8));
    await expect.poll(() => other.isIdle() && other.records.length, PATIENCE).toBe(8);
    const whilePaused = paused.records.length;
    paused.consumer.resume();

    await eventually(() => paused.records.length, 8);
    expect(whilePaused).toBe(0);
    await Promise.all([paused.stop(), other.stop()]);
  });

  test('a pause in the middle of reading lets at most one more batch through', async ({
    broker,
  }) => {
    const topic = await createTopic(broker, 1);
    await publish(broker, topic, keyedRecords(300));
    const other = startMember(broker, { groupId: uniqueName('group'), topic, clientId });
    await eventually(() => other.records.length, 300);
    const options = { groupId: uniqueName('group'), topic, clientId, maxBatchRecords: 10 };

    const paused = startMember(broker, {
      ...options,
      onDelivery: async (delivery, consumer) => {
        if (delivery.type === 'records') consumer.pause();
      },
    });
    await expect.poll(() => paused.records.length, PATIENCE).toBeGreaterThan(0);
    await publish(broker, topic, keyedRecords(1, 'meanwhile'));
    await eventually(() => other.records.length, 301);

    expect(paused.records.length).toBeLessThanOrEqual(20);
    await Promise.all([paused.stop(), other.stop()]);
  });

  test('a pause takes hold within 100 ms, and a resume within 250 ms', async ({ broker }) => {
    const { pauseMs, resumeMs } = await measurePauses(broker, uniqueName('topic'), 5);

    // What a busy machine makes of a single one says nothing; the benchmark looks at the longest.
    expect(middleOf(pauseMs)).toBeLessThanOrEqual(100);
    expect(middleOf(resumeMs)).toBeLessThanOrEqual(250);
  });

  test('what retention removed unread is named, and reading goes on behind it', async ({
    harness,
    broker,
    skip,
  }) => {
    const { expireRecords } = harness;
    if (expireRecords === undefined) return skip('this broker cannot expire records at will');
    const topic = await createTopic(broker, 1);
    const groupId = uniqueName('group');
    await publish(broker, topic, keyedRecords(10, 'old'));
    const offsets = (await readTopic(broker, topic)).map(({ offset }) => offset);
    await broker.resetOffsets(groupId, topic, new Map([[0, offsets[4] ?? 0]]));
    await expireRecords(topic);
    await publish(broker, topic, keyedRecords(2, 'new'));

    const member = startMember(broker, { groupId, topic, clientId });
    await eventually(member.isIdle, true);

    await member.stop();
    const expired = member.deliveries.filter(({ type }) => type === 'expired');
    const logStart = (await broker.describeTopic(topic))?.partitions[0]?.logStartOffset;
    expect(expired).toEqual([{ type: 'expired', partition: 0, from: offsets[4], to: logStart }]);
    expect(member.values()).toEqual(['new-0', 'new-1']);
  });

  test('aborted transactions of two producers, one begun within the other, are never delivered', async ({
    broker,
  }) => {
    const topic = await createTopic(broker, 1);
    const outer = await broker.openProducer({ transactionalId: uniqueName('outer') });
    const inner = await broker.openProducer({ transactionalId: uniqueName('inner') });
    const aborted = [await outer.begin(), await inner.begin()] as const;
    await aborted[0].send(topic, keyedRecords(5, 'outer'));
    await aborted[1].send(topic, keyedRecords(5, 'inner'));
    await aborted[1].abort();
    await aborted[0].send(topic, keyedRecords(5, 'outer-again'));
    await aborted[0].abort();
    await publish(broker, topic, keyedRecords(3, 'kept'));

    const member = startMember(broker, { groupId: uniqueName('group'), topic, clientId });
    await expect.poll(() => member.isIdle() && member.records.length, PATIENCE).toBeGreaterThan(0);

    await member.stop();
    expect(member.values()).toEqual(['kept-0', 'kept-1', 'kept-2']);
    expect(valuesOf(await readTopic(broker, topic))).toEqual(member.values());
  });

  test('a member reaches the log end though an aborted transaction lies before it', async ({
    broker,
  }) => {
    const topic = await createTopic(broker, 1);
    await publish(broker, topic, keyedRecords(4));
    const producer = await broker.openProducer({ transactionalId: topic });
    const transaction = await producer.begin();
    await transaction.send(topic, keyedRecords(2, 'aborted'));
    await transaction.abort();

    const member = startMember(broker, { groupId: uniqueName('group'), topic, clientId });
    const logEnd = async () => (await broker.describeTopic(topic))?.partitions[0]?.logEndOffset;
    await expect.poll(async () => positionOf(member, 0) === (await logEnd()), PATIENCE).toBe(true);

    await member.stop();
    expect(member.records).toHaveLength(4);
    const last = member.deliveries.findLast((each) => each.type === 'records');
    expect(last?.batch.nextOffset).toBe(await logEnd());
  });

  test('a position beyond the log end ends consuming', async ({ broker }) => {
    const topic = await createTopic(broker, 1);
    await publish(broker, topic, keyedRecords(3));

    const member = startMember(broker, {
      groupId: uniqueName('group'),
      topic,
      clientId,
      onDelivery: async (delivery, consumer) => {
        if (delivery.type === 'assigned') consumer.seek(0, 1_000);
      },
    });

    await expect(member.ended).rejects.toThrow(failure('OFFSET_OUT_OF_RANGE'));
    await expect(member.ended).rejects.toThrow('1000');
  });

  test('consuming a topic that is not there fails', async ({ broker }) => {
    const topic = uniqueName('topic');

    const member = startMember(broker, { groupId: uniqueName('group'), topic, clientId });

    await expect(member.ended).rejects.toThrow(failure('TOPIC_MISSING'));
  });

  test('a topic deleted under its consumer ends consuming, though it is made again', async ({
    harness,
    broker,
  }) => {
    const topic = await createTopic(broker, 1);
    await publish(broker, topic, keyedRecords(3));
    const member = startMember(broker, { groupId: uniqueName('group'), topic, clientId });
    await eventually(member.isIdle, true);

    const operator = await harness.openBroker();
    await operator.deleteTopic(topic);
    await operator.ensureTopic(topicSpec(topic, 1));

    await expect(member.ended).rejects.toThrow(failure('TOPIC_MISSING'));
  });
}

function middleOf(times: readonly number[]): number {
  return times.toSorted((left, right) => left - right)[Math.floor(times.length / 2)] ?? Number.NaN;
}

/** Where an idle member says it is in a partition; `undefined` while it is not idle. */
function positionOf(member: GroupMember, partition: number): number | undefined {
  const last = member.deliveries.at(-1);
  return last?.type === 'idle' ? last.positions.get(partition) : undefined;
}
