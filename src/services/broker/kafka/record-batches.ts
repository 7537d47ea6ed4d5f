import type { KafkaMessage } from 'kafkajs';
import type { RecordBatch, StoredRecord } from '../../ports.ts';
import type { FetchedBatch } from './group-client.ts';

/** A fetched batch in parts of at most `maxBatchRecords`; the last one reaches to its end. */
export function* recordBatches(
  { partition, messages, nextOffset, logEndOffset }: FetchedBatch,
  { topic, maxBatchRecords }: { readonly topic: string; readonly maxBatchRecords: number },
): Generator<RecordBatch> {
  for (let from = 0; from < messages.length; from += maxBatchRecords) {
    const records = messages.slice(from, from + maxBatchRecords).map(storedRecord);
    const isLast = from + maxBatchRecords >= messages.length;
    const behind = (records.at(-1)?.offset ?? 0) + 1;
    const next = isLast ? nextOffset : behind;
    yield { topic, partition, records, nextOffset: next, logEndOffset };
  }
}

function storedRecord({ offset, timestamp, key, value, headers }: KafkaMessage): StoredRecord {
  return {
    offset: Number(offset),
    timestampMs: Number(timestamp),
    key: key?.toString() ?? null,
    value: value ?? Buffer.alloc(0),
    headers: Object.fromEntries(
      Object.entries(headers ?? {}).map(([name, content]) => [name, textOf(content)]),
    ),
  };
}

/** Of a header that stands several times the last counts. */
function textOf(content: NonNullable<KafkaMessage['headers']>[string]): string {
  const last = Array.isArray(content) ? content.at(-1) : content;
  return last?.toString() ?? '';
}
