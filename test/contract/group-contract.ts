import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import type { ConsumerDelivery } from '../../src/services/ports.ts';
import { commitEachBatch, startMember } from '../support/broker/group-member.ts';
import { startBrokerProcess } from '../support/broker/start-broker-process.ts';
import { createTopic, keyedRecords, publish, uniqueName } from '../support/broker/topics.ts';
import { type ContractTest, eventually, failure, PATIENCE } from './contract-test.ts';

const clientId = 'contract';

export function describeGroups(test: ContractTest): void {
  test('members share the partitions evenly, each partition with exactly one', async ({
    harness,
    broker,
  }) => {
    const topic = await createTopic(broker, 5);
    const options = { groupId: uniqueName('group'), topic, clientId };
    const first = startMember(broker, options);
    await eventually(() => first.partitions().length, 5);

    const second = startMember(await harness.openBroker(), options);

    const members = [first, second];
    await eventually(() => members.map((each) => each.partitions().length).toSorted(), [2, 3]);
    const held = members.flatMap((member) => member.partitions());
    expect(held.toSorted()).toEqual([0, 1, 2, 3, 4]);
    await Promise.all(members.map((member) => member.stop()));
  });

  test('every record is delivered while members come and go', async ({ harness, broker }) => {
    const topic = await createTopic(broker, 4);
    const groupId = uniqueName('group');
    const options = { groupId, topic, clientId, maxBatchRecords: 20, onDelivery: commitEachBatch };
    await publish(broker, topic, keyedRecords(400, 'first'));
    const staying = startMember(broker, options);
    await expect.poll(() => staying.records.length, PATIENCE).toBeGreaterThan(0);

    const leaving = startMember(await harness.openBroker(), options);
    await eventually(() => leaving.partitions().length, 2);
    await publish(broker, topic, keyedRecords(400, 'second'));
    await leaving.stop();
    await eventually(() => staying.partitions(), [0, 1, 2, 3]);
    await publish(broker, topic, keyedRecords(50, 'third'));

    const values = () => new Set([...staying.values(), ...leaving.values()]);
    await eventually(() => values().size, 850);
    await staying.stop();
  });

  test('a member that leaves hands its partitions over at once', async ({ harness, broker }) => {
    const topic = await createTopic(broker, 3);
    const options = { groupId: uniqueName('group'), topic, clientId, sessionTimeoutMs: 60_000 };
    const leaving = startMember(broker, options);
    await eventually(() => leaving.partitions().length, 3);
    const staying = startMember(await harness.openBroker(), options);
    await expect.poll(() => staying.partitions().length, PATIENCE).toBeGreaterThan(0);

    await leaving.stop();

    await eventually(staying.partitions, [0, 1, 2]);
    await staying.stop();
  });

  test('a member beyond the number of partitions has none and is told it is idle', async ({
    harness,
    broker,
  }) => {
    const topic = await createTopic(broker, 1);
    const options = { groupId: uniqueName('group'), topic, clientId };
    const first = startMember(broker, options);
    await eventually(first.partitions, [0]);

    const second = startMember(await harness.openBroker(), options);
    const members = [first, second];
    const spares = () => members.filter((member) => isSpare(member.deliveries.at(-1)));
    await eventually(() => spares().length, 1);

    expect(members.map((member) => member.partitions().length).toSorted()).toEqual([0, 1]);
    await Promise.all(members.map((member) => member.stop()));
  });

  test('a member that joins does not see what the others have committed', async ({
    harness,
    broker,
  }) => {
    const topic = await createTopic(broker, 2);
    const groupId = uniqueName('group');
    const options = { groupId, topic, clientId, onDelivery: commitEachBatch };
    await publish(broker, topic, keyedRecords(40));
    const first = startMember(broker, options);
    await expect.poll(() => first.isIdle() && first.records.length, PATIENCE).toBe(40);

    const second = startMember(await harness.openBroker(), options);
    await eventually(() => second.partitions().length === 1 && second.isIdle(), true);

    expect(second.records).toEqual([]);
    await Promise.all([first.stop(), second.stop()]);
  });

  test('a killed process is replaced once its session has expired', async ({ harness, broker }) => {
    const topic = await createTopic(broker, 2);
    const { sessionTimeoutMs } = harness;
    const group = { groupId: uniqueName('group'), topic, sessionTimeoutMs };
    const lost = startBrokerProcess(harness.address, { role: 'consume', ...group });
    onTestFinished(() => lost.kill());
    await publish(broker, topic, keyedRecords(20, 'read'));
    await eventually(async () => await committedRecords(), 20);
    await lost.kill();
    await publish(broker, topic, keyedRecords(6, 'unread'));

    const next = startMember(broker, { ...group, clientId });
    await eventually(() => next.records.length, 6);

    expect(next.values().every((value) => value.startsWith('unread'))).toBe(true);
    expect(next.partitions()).toEqual([0, 1]);
    await next.stop();

    async function committedRecords(): Promise<number> {
      const committed = await broker.committedOffsets(group.groupId, topic);
      if (committed.size < 2) return 0;
      return lost.events.flatMap((event) => (event.type === 'records' ? event.values : [])).length;
    }
  });

  test('a member that takes longer over a batch than its session lasts keeps its partitions', async ({
    harness,
    broker,
  }) => {
    const topic = await createTopic(broker, 1);
    const { sessionTimeoutMs } = harness;
    const options = { groupId: uniqueName('group'), topic, clientId, sessionTimeoutMs };
    await publish(broker, topic, keyedRecords(1));
    const work = Promise.withResolvers<void>();
    const slow = startMember(broker, {
      ...options,
      onDelivery: async (delivery, consumer) => {
        if (delivery.type === 'records') await work.promise;
        await commitEachBatch(delivery, consumer);
      },
    });
    await eventually(() => slow.records.length, 1);
    // On Kafka a member that joins may be given the partition by right, session or not.
    const isSticky = harness.address.kind === 'embedded';
    const waiting = isSticky ? startMember(await harness.openBroker(), options) : undefined;

    // The time itself is what is tested here: no condition marks a session that did not expire.
    await setTimeout(sessionTimeoutMs * 2);
    const takenOver = waiting?.partitions() ?? [];
    work.resolve();
    await eventually(slow.isIdle, true);

    expect(takenOver).toEqual([]);
    expect((await broker.committedOffsets(options.groupId, topic)).size).toBe(1);
    await Promise.all([slow.stop(), waiting?.stop()]);
  });

  test('a commit for a partition that went to another member is refused', async ({
    harness,
    broker,
  }) => {
    const topic = await createTopic(broker, 2);
    const groupId = uniqueName('group');
    await publish(broker, topic, keyedRecords(10));
    const first = startMember(broker, { groupId, topic, clientId });
    await eventually(() => first.partitions().length, 2);
    const second = startMember(await harness.openBroker(), { groupId, topic, clientId });
    await eventually(() => [first.partitions().length, second.partitions().length], [1, 1]);

    const [lost] = second.partitions();
    const committing = first.consumer.commit(new Map([[lost ?? -1, { offset: 1, metadata: '' }]]));

    await expect(committing).rejects.toThrow(failure('MEMBER_FENCED'));
    expect(await broker.committedOffsets(groupId, topic)).toEqual(new Map());
    await Promise.all([first.stop(), second.stop()]);
  });

  test('what is revoked can still be committed before the next delivery is asked for', async ({
    harness,
    broker,
  }) => {
    const topic = await createTopic(broker, 2);
    const groupId = uniqueName('group');
    await publish(broker, topic, keyedRecords(10));
    let revoked: readonly number[] = [];
    const first = startMember(broker, {
      groupId,
      topic,
      clientId,
      onDelivery: async (delivery, consumer) => {
        if (delivery.type !== 'revoked' || revoked.length > 0) return;
        revoked = delivery.partitions;
        const offset = { offset: 1, metadata: 'on leaving' };
        await consumer.commit(new Map(revoked.map((partition) => [partition, offset])));
      },
    });
    await eventually(() => first.partitions().length, 2);

    const second = startMember(await harness.openBroker(), { groupId, topic, clientId });
    await eventually(() => second.partitions().length, 1);

    const committed = await broker.committedOffsets(groupId, topic);
    expect([...committed.keys()]).toEqual(revoked);
    await Promise.all([first.stop(), second.stop()]);
  });

  test('partitions that a topic gains are given to the members', async ({
    harness,
    broker,
    skip,
  }) => {
    const { growTopic } = harness;
    if (growTopic === undefined) return skip('this broker cannot grow a topic at will');
    const topic = await createTopic(broker, 1);
    const member = startMember(broker, { groupId: uniqueName('group'), topic, clientId });
    await eventually(member.partitions, [0]);

    await growTopic(topic, 3);

    await eventually(member.partitions, [0, 1, 2]);
    await member.stop();
  });

  test('an abort ends consuming and leaves the group', async ({ broker }) => {
    const topic = await createTopic(broker);
    const groupId = uniqueName('group');
    const member = startMember(broker, { groupId, topic, clientId });
    await eventually(member.isIdle, true);

    await member.stop();

    await eventually(async () => (await broker.describeGroup(groupId)).members, []);
  });

  test('a caller that stops asking leaves the group', async ({ broker }) => {
    const topic = await createTopic(broker);
    const groupId = uniqueName('group');
    const consumer = broker.createConsumer({ groupId, topic, clientId });

    for await (const delivery of consumer.consume(new AbortController().signal)) {
      if (delivery.type === 'idle') break;
    }

    await eventually(async () => (await broker.describeGroup(groupId)).members, []);
  });

  test('a group is described by its members and their partitions', async ({ harness, broker }) => {
    const topic = await createTopic(broker, 2);
    const groupId = uniqueName('group');
    const first = startMember(broker, { groupId, topic, clientId: 'left' });
    await eventually(() => first.partitions().length, 2);
    const second = startMember(await harness.openBroker(), { groupId, topic, clientId: 'right' });
    await eventually(() => [first.partitions().length, second.partitions().length], [1, 1]);

    const { members, generation } = await broker.describeGroup(groupId);

    if (generation !== null) expect(generation).toBeGreaterThanOrEqual(2);
    const described = members.map((each) => [each.clientId, each.partitions] as const);
    expect(new Map(described)).toEqual(
      new Map([
        ['left', first.partitions()],
        ['right', second.partitions()],
      ]),
    );
    await Promise.all([first.stop(), second.stop()]);
  });

  test('a group nobody has joined has no members', async ({ broker }) => {
    const { members } = await broker.describeGroup(uniqueName('group'));

    expect(members).toEqual([]);
  });

  test('offsets of a group can be moved only while it has no member', async ({ broker }) => {
    const topic = await createTopic(broker, 1);
    const groupId = uniqueName('group');
    await publish(broker, topic, keyedRecords(5));
    const member = startMember(broker, { groupId, topic, clientId, onDelivery: commitEachBatch });
    await expect.poll(() => member.isIdle() && member.records.length, PATIENCE).toBe(5);

    const refused = broker.resetOffsets(groupId, topic, new Map([[0, 2]]));
    await expect(refused).rejects.toThrow(failure('GROUP_NOT_EMPTY'));
    await member.stop();
    await broker.resetOffsets(groupId, topic, new Map([[0, 2]]));

    expect((await broker.committedOffsets(groupId, topic)).get(0)?.offset).toBe(2);
  });
}

/** Whether a member was told last that it has nothing to read, of no partition. */
function isSpare(last: ConsumerDelivery | undefined): boolean {
  return last?.type === 'idle' && last.positions.size === 0;
}
