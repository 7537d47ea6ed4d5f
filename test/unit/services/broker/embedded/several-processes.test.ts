import { expect, onTestFinished, test } from 'vitest';
import type { BrokerProcessEvent, BrokerTask } from '../../../../support/broker/broker-process.ts';
import { startMember } from '../../../../support/broker/group-member.ts';
import { startBrokerProcess } from '../../../../support/broker/start-broker-process.ts';
import { openLog, temporaryLogPath } from '../../../../support/broker/temporary-log.ts';
import { createTopic, readTopic } from '../../../../support/broker/topics.ts';

function startProcess(path: string, task: BrokerTask) {
  const process = startBrokerProcess({ kind: 'embedded', path }, task);
  onTestFinished(() => process.kill());
  return process;
}

function valuesIn(events: readonly BrokerProcessEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'records' ? event.values : []));
}

function hasEvent(type: BrokerProcessEvent['type'], times = 1) {
  return (events: readonly BrokerProcessEvent[]) =>
    events.filter((event) => event.type === type).length >= times;
}

test('processes that append and consume at the same time lose and double nothing', async () => {
  const path = temporaryLogPath();
  const topic = await createTopic(openLog(path), 4);
  const group = { role: 'consume', groupId: 'group', topic, sessionTimeoutMs: 10_000 } as const;
  const load = { role: 'produce', topic, transactions: 20, records: 50, valueBytes: 500 } as const;

  const consumers = [startProcess(path, group), startProcess(path, group)];
  const producers = ['left', 'right'].map((name) => startProcess(path, { ...load, name }));
  for (const producer of producers) await producer.until(hasEvent('done'));
  const consumed = () => consumers.flatMap(({ events }) => valuesIn(events));
  await expect.poll(() => consumed().length).toBeGreaterThanOrEqual(2_000);

  const expected = ['left', 'right'].flatMap((name) =>
    Array.from({ length: 1_000 }, (_, at) => `${name}-${at}`),
  );
  const names = consumed().map((value) => value.trimEnd());
  expect(names.toSorted()).toEqual(expected.toSorted());
});

test('a process killed while it appends leaves whole transactions and a log that goes on', async () => {
  const path = temporaryLogPath();
  const broker = openLog(path);
  const topic = await createTopic(broker, 3);
  const load = { role: 'produce', topic, name: 'killed', valueBytes: 500 } as const;

  const producer = startProcess(path, { ...load, transactions: 10_000, records: 200 });
  await producer.until(hasEvent('committed', 5));
  await producer.kill();
  const found = (await readTopic(broker, topic)).length;
  const next = startProcess(path, { ...load, transactions: 1, records: 200 });
  await next.until(hasEvent('done'));

  const told = producer.events.filter(({ type }) => type === 'committed').length;
  expect(found % 200).toBe(0);
  expect(found).toBeGreaterThanOrEqual(told * 200);
  expect(await readTopic(broker, topic)).toHaveLength(found + 200);
});

test('a process that slept through its session gives up what it had and joins again', async () => {
  const path = temporaryLogPath();
  const broker = openLog(path);
  const topic = await createTopic(broker, 2);
  const group = { groupId: 'group', topic, sessionTimeoutMs: 3_000 };
  const asleep = startProcess(path, { role: 'consume', ...group });
  await asleep.until(hasEvent('assigned'));

  asleep.signal('SIGSTOP');
  const other = startMember(broker, { ...group, clientId: 'other' });
  await expect.poll(() => other.partitions()).toEqual([0, 1]);
  asleep.signal('SIGCONT');
  await asleep.until(hasEvent('assigned', 2));

  expect(asleep.events.map((event) => event.type)).toEqual(['assigned', 'revoked', 'assigned']);
  expect(asleep.events[1]).toEqual({ type: 'revoked', partitions: [0, 1] });
  await expect.poll(() => other.partitions().length).toBe(1);
  await other.stop();
});
