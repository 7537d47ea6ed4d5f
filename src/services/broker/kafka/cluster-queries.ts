import { setTimeout } from 'node:timers/promises';
import {
  type Admin,
  type Base,
  type ClusterTopicMetadata,
  FetchIsolationLevels,
  ListOffsetTimestamps,
} from '@platformatic/kafka';
import type { AppendedSpan } from '../../ports.ts';
import { protocolErrorOf } from './kafka-errors.ts';

/** The topic's id and the leaders of its partitions; `undefined` when there is no such topic. */
export async function findTopic(
  client: Pick<Base, 'metadata'>,
  name: string,
): Promise<ClusterTopicMetadata | undefined> {
  try {
    const { topics } = await client.metadata({ topics: [name], forceUpdate: true, retries: 0 });
    return topics.get(name);
  } catch (error) {
    if (error instanceof Error && error.message === `Unknown topic ${name}.`) return undefined;
    if (protocolErrorOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION') return undefined;
    throw error;
  }
}

export const LATEST_COMMITTED = 'latest committed';

export type OffsetKind = 'earliest' | 'latest' | typeof LATEST_COMMITTED;

/**
 * One offset of each partition, by number: the log start, the high watermark, or the first offset
 * that a reader of committed records cannot have yet.
 */
export async function listOffsets(
  admin: Admin,
  topic: string,
  partitions: number,
  kind: OffsetKind,
): Promise<readonly number[]> {
  const timestamp =
    kind === 'earliest' ? ListOffsetTimestamps.EARLIEST : ListOffsetTimestamps.LATEST;
  const wanted = Array.from({ length: partitions }, (_, partitionIndex) => ({
    partitionIndex,
    timestamp,
  }));
  const [listed] = await admin.listOffsets({
    topics: [{ name: topic, partitions: wanted }],
    isolationLevel:
      kind === LATEST_COMMITTED
        ? FetchIsolationLevels.READ_COMMITTED
        : FetchIsolationLevels.READ_UNCOMMITTED,
  });
  const offsets = new Map(
    listed?.partitions.map(({ partitionIndex, offset }) => [partitionIndex, Number(offset)]),
  );
  return wanted.map(({ partitionIndex }) => offsets.get(partitionIndex) ?? 0);
}

/** Longest wait for markers; another producer's open transaction may hold them all up. */
const VISIBLE_TIMEOUT_MS = 1_000;
const VISIBLE_POLL_MS = 2;

/**
 * Waits until readers of committed records see these: the broker acknowledges a commit before it has
 * written its markers. Waiting here also spares the next transaction a refusal.
 */
export async function untilVisible(
  admin: Admin,
  spans: readonly Pick<AppendedSpan, 'topic' | 'partition' | 'nextOffset'>[],
): Promise<void> {
  const giveUpAt = performance.now() + VISIBLE_TIMEOUT_MS;
  for (;;) {
    const listed = await admin.listOffsets({
      topics: [...Map.groupBy(spans, ({ topic }) => topic)].map(([name, ofTopic]) => ({
        name,
        partitions: ofTopic.map(({ partition }) => ({
          partitionIndex: partition,
          timestamp: ListOffsetTimestamps.LATEST,
        })),
      })),
      isolationLevel: FetchIsolationLevels.READ_COMMITTED,
    });
    const isVisible = spans.every(({ topic, partition, nextOffset }) => {
      const found = listed.find(({ name }) => name === topic)?.partitions;
      const end = found?.find(({ partitionIndex }) => partitionIndex === partition)?.offset;
      return end !== undefined && Number(end) >= nextOffset;
    });
    if (isVisible || performance.now() > giveUpAt) return;
    await setTimeout(VISIBLE_POLL_MS);
  }
}
