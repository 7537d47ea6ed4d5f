import type { Message, RecordMetadata } from 'kafkajs';
import type { AppendedSpan } from '../../ports.ts';

/** Where the records of one transaction lie, one span for each partition. */
export type AppendedSpans = {
  add(topic: string, sent: readonly Message[], acknowledged: readonly RecordMetadata[]): void;
  list(): readonly AppendedSpan[];
};

export function createAppendedSpans(): AppendedSpans {
  const spans = new Map<string, AppendedSpan>();
  return {
    list: () => [...spans.values()],
    add: (topic, sent, acknowledged) => {
      for (const { partition, baseOffset } of acknowledged) {
        const records = sent.filter((message) => message.partition === partition).length;
        const firstOffset = Number(baseOffset);
        const id = `${partition}/${topic}`;
        const known = spans.get(id);
        spans.set(id, {
          topic,
          partition,
          firstOffset: known?.firstOffset ?? firstOffset,
          nextOffset: firstOffset + records,
          records: (known?.records ?? 0) + records,
        });
      }
    },
  };
}
