import { randomUUID } from 'node:crypto';
import type { IHeaders, Kafka } from 'kafkajs';
import type { PlainRecord } from './arena.ts';

const TIMEOUT_MS = 60_000;

/** All that a plain kafkajs consumer finds in a topic, aborted records left out. */
export async function readCommitted(kafka: Kafka, topic: string): Promise<readonly PlainRecord[]> {
  const unread = await logEndOffsets(kafka, topic);
  const records: PlainRecord[] = [];
  if (unread.size === 0) return records;
  const consumer = kafka.consumer({
    groupId: `checker-${randomUUID()}`,
    maxWaitTimeInMs: 100,
    readUncommitted: false,
  });
  const done = Promise.withResolvers<void>();
  // Told for fetches too that bring nothing but markers and aborted records.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    if (Number(payload.lastOffset) + 1 < (unread.get(payload.partition) ?? 0)) return;
    unread.delete(payload.partition);
    if (unread.size === 0) done.resolve();
  });
  const timer = setTimeout(() => {
    done.reject(new Error(`${topic} is not read to its end: ${JSON.stringify([...unread])}`));
  }, TIMEOUT_MS);
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message: { key, value, headers } }) => {
        records.push({
          key: key?.toString() ?? null,
          value: value ?? Buffer.alloc(0),
          headers: textHeaders(headers),
        });
      },
    });
    await done.promise;
  } finally {
    clearTimeout(timer);
    await consumer.disconnect();
  }
  return records;
}

/** Of every partition that is not empty. */
async function logEndOffsets(kafka: Kafka, topic: string): Promise<Map<number, number>> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    return new Map(
      offsets
        .map(({ partition, high }) => [partition, Number(high)] as const)
        .filter(([, high]) => high > 0),
    );
  } finally {
    await admin.disconnect();
  }
}

function textHeaders(headers: IHeaders = {}): PlainRecord['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
