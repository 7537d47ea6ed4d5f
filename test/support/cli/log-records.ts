import { openEmbeddedBroker } from '../../../src/services/broker/embedded/embedded-broker.ts';
import { systemClock } from '../../../src/services/clock.ts';
import type { StoredRecord } from '../../../src/services/ports.ts';

/** Every record of a topic in an embedded log, in the order it was published. */
export async function logRecords(path: string, topic: string): Promise<readonly StoredRecord[]> {
  const broker = openEmbeddedBroker({ path, clock: systemClock });
  const { signal } = new AbortController();
  const records: StoredRecord[] = [];
  try {
    const description = await broker.describeTopic(topic);
    for (const { partition, logStartOffset: from, logEndOffset: to } of description?.partitions ??
      []) {
      for await (const batch of broker.readPartition({ topic, partition, from, to, signal })) {
        records.push(...batch.records);
      }
    }
  } finally {
    await broker.close();
  }
  return records.sort((one, other) => one.timestampMs - other.timestampMs);
}
