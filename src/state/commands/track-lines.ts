import type { Broker } from '../../services/ports.ts';
import type { TrackLine } from './partition-counter.ts';
import { readTrackRecord } from './track-record.ts';

type OffsetRange = { readonly partition: number; readonly from: number; readonly to: number };

type TrackLinesDeps = {
  readonly broker: Broker;
  readonly topic: string;
  readonly trackLine: TrackLine;
  /** Told how many offsets of a range retention has removed, where it has. */
  readonly onExpired: (partition: number, offsets: number) => void;
};

/** Lines of the track file for a range of a partition, read from the log again. */
export function trackLinesFromLog(
  deps: TrackLinesDeps,
  signal: AbortSignal,
): (range: OffsetRange) => AsyncGenerator<string> {
  const { broker, topic, trackLine, onExpired } = deps;
  return async function* lines({ partition, from, to }) {
    const description = await broker.describeTopic(topic);
    const logStart = description?.partitions[partition]?.logStartOffset ?? to;
    if (logStart > from) onExpired(partition, Math.min(logStart, to) - from);
    for await (const batch of broker.readPartition({ topic, partition, from, to, signal })) {
      for (const record of batch.records) {
        const read = readTrackRecord(record);
        if (read.kind !== 'track') continue;
        yield trackLine(read.track, new Date(record.timestampMs).toISOString());
      }
    }
  };
}
