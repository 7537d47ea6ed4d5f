import { setImmediate } from 'node:timers/promises';
import type { RecordBatch } from '../../ports.ts';
import type { BatchTable } from './batch-table.ts';
import { createPartitionReader } from './partition-reader.ts';
import { type TopicCatalog, topicMissing } from './topic-catalog.ts';

const MAX_BATCH_RECORDS = 1000;

/**
 * What is there of `[from, to)` when it is reached; what retention removed is left out.
 *
 * @throws `TOPIC_MISSING` when there is no such topic or partition
 */
export async function* scanPartition(
  deps: { readonly catalog: TopicCatalog; readonly batches: BatchTable },
  options: {
    readonly topic: string;
    readonly partition: number;
    readonly from: number;
    readonly to: number;
    readonly signal: AbortSignal;
  },
): AsyncGenerator<RecordBatch> {
  const { partition, signal } = options;
  const topic = deps.catalog.require(options.topic);
  const reader = createPartitionReader({ ...deps, topic, partition });
  let position = options.from;
  while (true) {
    signal.throwIfAborted();
    const log = deps.catalog.partitions(topic).find((each) => each.partition === partition);
    if (log === undefined) throw topicMissing(`${topic.name}, partition ${partition},`);
    position = Math.max(position, log.logStartOffset);
    const end = Math.min(options.to, log.logEndOffset);
    if (position >= end) return;
    const records = reader.read(position, end, MAX_BATCH_RECORDS);
    if (records.length === 0) continue;
    position += records.length;
    const { logEndOffset } = log;
    yield { topic: topic.name, partition, records, nextOffset: position, logEndOffset };
    await setImmediate();
  }
}
