import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { startMember } from '../../../../support/broker/group-member.ts';
import { openLog, temporaryLogPath } from '../../../../support/broker/temporary-log.ts';
import {
  createTopic,
  keyedRecords,
  publish,
  readBatches,
  readTopic,
  uniqueName,
  valuesOf,
} from '../../../../support/broker/topics.ts';

function damage(path: string, sql: string): void {
  using database = new DatabaseSync(path);
  database.exec(sql);
}

test('all files of the log are readable by their owner only', async () => {
  const path = temporaryLogPath();
  const broker = openLog(path);
  await publish(broker, await createTopic(broker), keyedRecords(1));

  const files = readdirSync(dirname(path));

  const modes = files.map((name) => statSync(join(dirname(path), name)).mode & 0o777);
  expect(files.toSorted()).toEqual([
    'log.sqlite',
    'log.sqlite-shm',
    'log.sqlite-wal',
    'log.sqlite.use-lock',
  ]);
  expect(new Set(modes)).toEqual(new Set([0o600]));
});

test('a log keeps its id when it is opened again, and another log has another', async () => {
  const path = temporaryLogPath();
  const first = openLog(path);
  await first.close();

  const again = openLog(path);
  const other = openLog(temporaryLogPath());

  expect(again.clusterId).toBe(first.clusterId);
  expect(other.clusterId).not.toBe(first.clusterId);
});

test('records survive closing and opening the log', async () => {
  const path = temporaryLogPath();
  const first = openLog(path);
  const topic = await createTopic(first, 1);
  await publish(first, topic, keyedRecords(3));
  await first.close();

  const records = await readTopic(openLog(path), topic);

  expect(valuesOf(records)).toEqual(['record-0', 'record-1', 'record-2']);
});

test.each([
  ['an end of a partition', 'UPDATE partitions SET log_end_offset = 3'],
  ['a start of a partition', 'UPDATE partitions SET log_start_offset = 1'],
  ['the name of a topic', "UPDATE topics SET name = 'other'"],
  ['the id of a topic', "UPDATE topics SET topic_id = 'other'"],
  ['what the ledger says', "UPDATE ledger SET value = 'dome'"],
  ['an entry of the ledger', 'DELETE FROM ledger'],
  ['an offset of a group', 'UPDATE group_offsets SET committed_offset = 1'],
  ['the epoch of a producer', 'UPDATE producers SET epoch = 0'],
  ['the id of the log', "UPDATE cluster SET cluster_id = 'other'"],
  ['the bytes of a batch', "UPDATE batches SET bytes = CAST('x' AS BLOB)"],
  ['a batch', 'DELETE FROM batches WHERE base_offset = 0'],
  ['the last batch', 'DELETE FROM batches WHERE base_offset = 2'],
  [
    'the end of a partition, with its last batch,',
    'DELETE FROM batches WHERE base_offset = 2; UPDATE partitions SET log_end_offset = 2',
  ],
  ['where a batch begins', 'UPDATE batches SET base_offset = 1 WHERE base_offset = 2'],
])('a log in which %s is not what was written is refused when it is opened', async (_, sql) => {
  const path = temporaryLogPath();
  const broker = openLog(path);
  const topic = await createTopic(broker, 1);
  await publish(broker, topic, keyedRecords(2));
  await publish(broker, topic, keyedRecords(2));
  await broker.resetOffsets('group', topic, new Map([[0, 2]]));
  await broker.close();
  damage(path, sql);

  expect(() => openLog(path)).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }));
});

test('a batch whose bytes have changed is named, not delivered', async () => {
  const path = temporaryLogPath();
  const broker = openLog(path);
  const topic = await createTopic(broker, 1);
  await publish(broker, topic, keyedRecords(4));
  await publish(broker, topic, keyedRecords(3));
  damage(
    path,
    `UPDATE batches SET bytes = CAST(replace(bytes, 'record-1', 'record-X') AS BLOB)
     WHERE base_offset = 4`,
  );

  const reading = readTopic(broker, topic);
  const member = startMember(broker, { groupId: 'group', topic, clientId: 'reader' });

  const corrupt = { code: 'STORE_CORRUPT', context: { topic, partition: 0, from: 4, to: 7 } };
  await expect(reading).rejects.toMatchObject(corrupt);
  await expect(member.ended).rejects.toMatchObject(corrupt);
  expect(member.records).toHaveLength(0);
});

test('a batch that has vanished is named, not skipped', async () => {
  const path = temporaryLogPath();
  const broker = openLog(path);
  const topic = await createTopic(broker, 1);
  await publish(broker, topic, keyedRecords(4));
  await publish(broker, topic, keyedRecords(3));
  damage(path, 'DELETE FROM batches WHERE base_offset = 0');

  const reading = readBatches(broker, { topic, partition: 0, from: 2, to: 7 });

  await expect(reading).rejects.toMatchObject({
    code: 'STORE_CORRUPT',
    context: { topic, partition: 0, from: 2 },
  });
});

test('a commit that another process keeps waiting fails as busy, and a later one goes through', async () => {
  const path = temporaryLogPath();
  const broker = openLog(path, { busyTimeoutMs: 20 });
  const topic = await createTopic(broker, 1);
  const producer = await broker.openProducer({ transactionalId: 'producer' });
  const blocked = await producer.begin();
  await blocked.send(topic, keyedRecords(2, 'blocked'));
  const entry = () => ({ key: 'producer', value: '' });

  using other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  await expect(blocked.commit(entry)).rejects.toMatchObject({
    code: 'STORE_BUSY',
    isRetryable: true,
  });
  other.exec('ROLLBACK');
  await blocked.abort();
  const next = await producer.begin();
  await next.send(topic, keyedRecords(1, 'next'));
  await next.commit(entry);

  expect(valuesOf(await readTopic(broker, topic))).toEqual(['next-0']);
});

test('a transaction larger than a batch is still one span without gaps', async () => {
  const path = temporaryLogPath();
  const broker = openLog(path);
  const topic = await createTopic(broker, 1);
  const large = Array.from({ length: 40 }, (_, at) => ({ key: `${at}`, value: 'v'.repeat(1e5) }));

  const spans = await publish(broker, topic, large);

  using database = new DatabaseSync(path);
  const stored = database.prepare('SELECT max(length(bytes)) AS largest FROM batches').get();
  expect(spans).toEqual([{ topic, partition: 0, firstOffset: 0, nextOffset: 40, records: 40 }]);
  expect(stored?.['largest']).toBeLessThan(512 * 1024);
  expect((await readTopic(broker, topic)).map(({ key }) => key)).toEqual(
    large.map(({ key }) => key),
  );
});

test('transactions of many batches leave nothing of themselves in the next one', async () => {
  const broker = openLog(temporaryLogPath());
  const topic = await createTopic(broker, 1);
  const producer = await broker.openProducer({ transactionalId: 'producer' });
  const batchesOf = (letter: string) =>
    Array.from({ length: 20 }, (_, at) => ({ key: `${letter}${at}`, value: letter.repeat(1e5) }));
  const sent = [batchesOf('a'), keyedRecords(1), batchesOf('b')];

  for (const records of sent) {
    const transaction = await producer.begin();
    await transaction.send(topic, records);
    await transaction.commit(() => ({ key: topic, value: '' }));
  }

  const read = await readTopic(broker, topic);
  expect(read.map(({ key }) => key)).toEqual(sent.flat().map(({ key }) => key));
  expect(valuesOf(read)).toEqual(sent.flat().map(({ value }) => value));
});

test('records without a key stay together, and the next send takes another partition', async () => {
  const broker = openLog(temporaryLogPath());
  const topic = await createTopic(broker, 3);
  const producer = await broker.openProducer({ transactionalId: 'producer' });
  const transaction = await producer.begin();
  const keyless = ['a', 'b'].map((value) => ({ key: null, value }));

  for (let send = 0; send < 3; send += 1) await transaction.send(topic, keyless);
  await transaction.commit(() => ({ key: 'producer', value: '' }));

  const ends = (await broker.describeTopic(topic))?.partitions.map((each) => each.logEndOffset);
  expect(ends).toEqual([2, 2, 2]);
});

test('an earlier producer cannot begin once a later one has its id', async () => {
  const broker = openLog(temporaryLogPath());
  const earlier = await broker.openProducer({ transactionalId: 'producer' });

  await broker.openProducer({ transactionalId: 'producer' });

  await expect(earlier.begin()).rejects.toMatchObject({ code: 'PRODUCER_REPLACED' });
});

test('partitions are read in turn, a batch each', async () => {
  const broker = openLog(temporaryLogPath());
  const topic = await createTopic(broker, 3);
  await publish(broker, topic, keyedRecords(90));
  const options = { groupId: 'group', topic, clientId: 'reader', maxBatchRecords: 5 };

  const member = startMember(broker, options);
  await expect.poll(() => member.records.length).toBe(90);

  const order = member.deliveries.flatMap((each) =>
    each.type === 'records' ? [each.batch.partition] : [],
  );
  expect(order.slice(0, 12)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
  await member.stop();
});

test('what another process commits is seen at once, not with the next heartbeat', async () => {
  const path = temporaryLogPath();
  const broker = openLog(path);
  const topic = await createTopic(broker);
  const session = { sessionTimeoutMs: 300_000, heartbeatIntervalMs: 60_000 };
  const member = startMember(broker, { groupId: 'group', topic, clientId: 'reader', ...session });
  await expect.poll(() => member.isIdle()).toBe(true);

  await publish(openLog(path), topic, keyedRecords(3));

  await expect.poll(() => member.records.length).toBe(3);
  await member.stop();
});

test('a batch is read when it is asked for, not before', async () => {
  const broker = openLog(temporaryLogPath());
  const topic = await createTopic(broker, 1);
  await publish(broker, topic, keyedRecords(3, 'early'));
  const consumer = broker.createConsumer({
    groupId: 'group',
    topic,
    clientId: 'slow',
    maxBatchRecords: 1,
  });
  const deliveries = consumer.consume(new AbortController().signal)[Symbol.asyncIterator]();
  await deliveries.next();
  await deliveries.next();

  await publish(broker, topic, keyedRecords(4, 'late'));
  const { value } = await deliveries.next();

  expect(value).toMatchObject({ type: 'records', batch: { logEndOffset: 7 } });
  await deliveries.return?.();
});

test('closing a log takes its members out of their groups', async () => {
  const path = temporaryLogPath();
  const broker = openLog(path);
  const topic = await createTopic(broker);
  const groupId = uniqueName('group');
  const member = startMember(broker, { groupId, topic, clientId: 'reader' });
  await expect.poll(() => member.isIdle()).toBe(true);

  await broker.close();
  await member.ended;

  expect((await openLog(path).describeGroup(groupId)).members).toEqual([]);
});
