import { randomUUID } from 'node:crypto';
import type {
  AppendedSpan,
  Broker,
  OutgoingRecord,
  RecordBatch,
  StoredRecord,
  TopicSpec,
} from '../../../src/services/ports.ts';

export const RETENTION_MS = 72 * 3_600_000;

/** A name that no other test uses. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomUUID()}`;
}

export function topicSpec(name: string, partitions: number): TopicSpec {
  return { name, partitions, replicationFactor: null, retentionMs: RETENTION_MS };
}

export async function createTopic(broker: Broker, partitions = 3): Promise<string> {
  const name = uniqueName('topic');
  await broker.ensureTopic(topicSpec(name, partitions));
  return name;
}

export function keyedRecords(count: number, prefix = 'record'): readonly OutgoingRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `${prefix}-key-${index}`,
    value: `${prefix}-${index}`,
  }));
}

/** Sends and commits in one transaction of a producer of its own. */
export async function publish(
  broker: Broker,
  topic: string,
  records: readonly OutgoingRecord[],
): Promise<readonly AppendedSpan[]> {
  const producer = await broker.openProducer({ transactionalId: uniqueName('publisher') });
  const transaction = await producer.begin();
  await transaction.send(topic, records);
  let spans: readonly AppendedSpan[] = [];
  await transaction.commit((appended) => {
    spans = appended;
    return { key: `published/${topic}`, value: 'done' };
  });
  await producer.close();
  return spans;
}

export async function readBatches(
  broker: Broker,
  range: Omit<Parameters<Broker['readPartition']>[0], 'signal'> & { readonly signal?: AbortSignal },
): Promise<readonly RecordBatch[]> {
  const { signal } = new AbortController();
  const batches: RecordBatch[] = [];
  for await (const batch of broker.readPartition({ signal, ...range })) batches.push(batch);
  return batches;
}

export async function readRange(
  broker: Broker,
  topic: string,
  partition: number,
  from: number,
  to: number,
): Promise<readonly StoredRecord[]> {
  const batches = await readBatches(broker, { topic, partition, from, to });
  return batches.flatMap(({ records }) => records);
}

/** Every committed record, partition by partition. */
export async function readTopic(broker: Broker, topic: string): Promise<readonly StoredRecord[]> {
  const description = await broker.describeTopic(topic);
  const partitions = description?.partitions ?? [];
  const records = await Promise.all(
    partitions.map(({ partition, logStartOffset, logEndOffset }) =>
      readRange(broker, topic, partition, logStartOffset, logEndOffset),
    ),
  );
  return records.flat();
}

export function valuesOf(records: readonly StoredRecord[]): readonly string[] {
  return records.map(({ value }) => value.toString());
}
