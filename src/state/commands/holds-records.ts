import type { Broker, TopicDescription } from '../../services/ports.ts';

/**
 * Whether a reader finds any record in the topic. Its offsets alone do not tell: on Kafka they also
 * count transaction markers and what was aborted, as when the very first transaction was.
 */
export async function holdsRecords(
  broker: Pick<Broker, 'readPartition'>,
  { name: topic, partitions }: TopicDescription,
): Promise<boolean> {
  const { signal } = new AbortController();
  for (const { partition, logStartOffset: from, logEndOffset: to } of partitions) {
    if (from === to) continue;
    for await (const { records } of broker.readPartition({ topic, partition, from, to, signal })) {
      if (records.length > 0) return true;
    }
  }
  return false;
}
