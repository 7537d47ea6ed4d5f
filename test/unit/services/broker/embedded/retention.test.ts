import { expect, test } from 'vitest';
import { openLog, temporaryLogPath } from '../../../../support/broker/temporary-log.ts';
import {
  keyedRecords,
  publish,
  RETENTION_MS,
  readTopic,
  topicSpec,
  valuesOf,
} from '../../../../support/broker/topics.ts';

const MINUTE_MS = 60_000;

/** A log on a clock that stands still until it is set. */
async function openAgingLog(retentionMs: number | null = RETENTION_MS) {
  const clock = { timeMs: 1_000_000_000_000, now: () => clock.timeMs };
  const path = temporaryLogPath();
  const broker = openLog(path, { clock });
  await broker.ensureTopic({ ...topicSpec('aging', 1), retentionMs });
  const logStart = async () => (await broker.describeTopic('aging'))?.partitions[0]?.logStartOffset;
  return { clock, path, broker, logStart };
}

test('batches older than the retention go, newer ones stay', async () => {
  const { clock, broker, logStart } = await openAgingLog();
  await publish(broker, 'aging', keyedRecords(3, 'oldest'));
  clock.timeMs += 2 * MINUTE_MS;
  await publish(broker, 'aging', keyedRecords(2, 'middle'));

  clock.timeMs += RETENTION_MS - MINUTE_MS;
  await publish(broker, 'aging', keyedRecords(1, 'newest'));

  expect(await logStart()).toBe(3);
  expect(valuesOf(await readTopic(broker, 'aging'))).toEqual(['middle-0', 'middle-1', 'newest-0']);
});

test('a batch is kept until its newest record is older than the retention', async () => {
  const { clock, broker, logStart } = await openAgingLog();
  const producer = await broker.openProducer({ transactionalId: 'producer' });
  const transaction = await producer.begin();
  await transaction.send('aging', keyedRecords(1, 'old'));
  clock.timeMs += RETENTION_MS;
  await transaction.send('aging', keyedRecords(1, 'new'));
  await transaction.commit(() => ({ key: 'producer', value: '' }));

  clock.timeMs += 2 * MINUTE_MS;
  await publish(broker, 'aging', keyedRecords(1, 'newest'));

  expect(await logStart()).toBe(0);
});

test('an old batch behind a newer one stays, for the log has no holes', async () => {
  const { clock, broker, logStart } = await openAgingLog();
  await publish(broker, 'aging', keyedRecords(1, 'newer'));
  clock.timeMs -= RETENTION_MS;
  await publish(broker, 'aging', keyedRecords(1, 'stamped-long-ago'));

  clock.timeMs += RETENTION_MS + 2 * MINUTE_MS;
  await publish(broker, 'aging', keyedRecords(1, 'newest'));

  expect(await logStart()).toBe(0);
});

test('a topic without retention keeps everything', async () => {
  const { clock, broker, logStart } = await openAgingLog(null);
  await publish(broker, 'aging', keyedRecords(3));

  clock.timeMs += 100 * RETENTION_MS;
  await publish(broker, 'aging', keyedRecords(1));

  expect(await logStart()).toBe(0);
});

test('a log that was closed for long is cleaned when it is opened, its offsets go on', async () => {
  const { clock, path, broker } = await openAgingLog();
  await publish(broker, 'aging', keyedRecords(3));
  await broker.close();

  clock.timeMs += RETENTION_MS + 1;
  const again = openLog(path, { clock });

  expect((await again.describeTopic('aging'))?.partitions).toEqual([
    { partition: 0, logStartOffset: 3, logEndOffset: 3 },
  ]);
});

test('retention is looked after once a minute, not with every commit', async () => {
  const { clock, broker, logStart } = await openAgingLog();
  await publish(broker, 'aging', keyedRecords(3, 'oldest'));
  clock.timeMs += RETENTION_MS;
  await publish(broker, 'aging', keyedRecords(1, 'at-the-limit'));

  clock.timeMs += MINUTE_MS - 1;
  await publish(broker, 'aging', keyedRecords(1, 'too-soon'));
  const tooSoon = await logStart();
  clock.timeMs += 1;
  await publish(broker, 'aging', keyedRecords(1, 'due'));

  expect([tooSoon, await logStart()]).toEqual([0, 3]);
});
