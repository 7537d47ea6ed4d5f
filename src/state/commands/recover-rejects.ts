import { datasetTag } from '../../domain/track.ts';
import type { Broker, RejectedRow, TopicDescription } from '../../services/ports.ts';
import { readRejectedRow } from './dead-letter.ts';

/** The rejected rows of a data set in file order, from a place that outlives the rejects file. */
export type RecoverRejects = () => AsyncIterable<readonly RejectedRow[]>;

/** Reads the rejected rows back from the dead-letter topic, as long as its retention keeps them. */
export function rejectsFromDeadLetters(
  broker: Broker,
  letters: TopicDescription,
  datasetSha256: string,
  signal: AbortSignal,
): RecoverRejects {
  const tag = datasetTag(datasetSha256);
  return async function* recover() {
    for (const { partition, logStartOffset: from, logEndOffset: to } of letters.partitions) {
      const topic = letters.name;
      for await (const batch of broker.readPartition({ topic, partition, from, to, signal })) {
        const rows = batch.records
          .map((record) => readRejectedRow(record, tag))
          .filter((row) => row !== undefined);
        if (rows.length > 0) yield rows;
      }
    }
  };
}
