import { type Consumer, FetchIsolationLevels } from '@platformatic/kafka';
import type { Broker, RecordBatch } from '../../ports.ts';
import type { AdminConnection } from './admin-call.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { findTopic, LATEST_COMMITTED, listOffsets } from './cluster-queries.ts';
import { committedRecords } from './committed-records.ts';
import { translateKafkaError } from './kafka-errors.ts';
import type { Outage } from './outage.ts';
import type { Patience } from './patience.ts';
import { topicMissing } from './topic-admin.ts';

const MAX_FETCH_BYTES = 1024 * 1024;
const MAX_WAIT_MS = 100;

export type ScanDependencies = {
  readonly access: ClusterAccess;
  readonly admin: AdminConnection;
  readonly outage: Outage;
  readonly patience: Patience;
};

type ScanOptions = Parameters<Broker['readPartition']>[0];

type Isolation = 'committed' | 'uncommitted';

const END = { committed: LATEST_COMMITTED, uncommitted: 'latest' } as const;
const LEVEL = {
  committed: FetchIsolationLevels.READ_COMMITTED,
  uncommitted: FetchIsolationLevels.READ_UNCOMMITTED,
};

/** Where a partition can be read now. */
type Readable = {
  readonly topicId: string;
  readonly logStartOffset: number;
  /** The log end, or the first offset that is not yet decided. */
  readonly logEndOffset: number;
};

/**
 * Reads a range without a consumer group; the next fetch waits until the last one was taken.
 *
 * @param isolation - `uncommitted` reads over open transactions, and what was aborted with the rest.
 */
export async function* scanPartition(
  deps: ScanDependencies,
  options: ScanOptions,
  isolation: Isolation = 'committed',
): AsyncGenerator<RecordBatch> {
  const { topic, partition, signal } = options;
  const { access, outage, patience } = deps;
  signal.throwIfAborted();
  const located = await locate(deps, options, isolation);
  const { logStartOffset, logEndOffset } = located;
  const to = Math.min(options.to, logEndOffset);
  let from = Math.max(options.from, logStartOffset);
  if (from >= to) return;
  const fetcher = access.openFetcher();
  fetcher.topics.trackAll(topic);
  const fetch = async () => {
    try {
      const range = { ...located, ...options, isolation };
      return await patience.answered(fetchFrom(fetcher, range, from));
    } catch (error) {
      throw translateKafkaError(error, { address: access.address, topic });
    }
  };
  try {
    while (from < to) {
      const { batches, aborted } = await outage.outlast(fetch);
      signal.throwIfAborted();
      const { records, nextOffset } = committedRecords(batches, aborted, { from, to });
      from = nextOffset;
      if (records.length > 0) yield { topic, partition, records, nextOffset, logEndOffset };
    }
  } finally {
    await patience.untilEnd(fetcher.close()).catch(() => undefined);
  }
}

async function locate(
  { admin }: ScanDependencies,
  { topic, partition }: ScanOptions,
  isolation: Isolation,
): Promise<Readable> {
  return await admin.call({ topic }, async (client) => {
    const found = await findTopic(client, topic);
    if (found?.partitions[partition] === undefined) throw topicMissing(topic);
    const [starts, ends] = await Promise.all([
      listOffsets(client, topic, found.partitionsCount, 'earliest'),
      listOffsets(client, topic, found.partitionsCount, END[isolation]),
    ]);
    const [logStartOffset = 0, logEndOffset = 0] = [starts[partition], ends[partition]];
    return { topicId: found.id, logStartOffset, logEndOffset };
  });
}

/** One fetch from whoever leads the partition now. */
async function fetchFrom(
  fetcher: Consumer,
  range: Readable & ScanOptions & { readonly isolation: Isolation },
  offset: number,
) {
  const { topic, partition, topicId, isolation } = range;
  const found = await findTopic(fetcher, topic);
  const leader = found?.partitions[partition]?.leader;
  if (leader === undefined) throw topicMissing(topic);
  const { responses } = await fetcher.fetch({
    node: leader,
    isolationLevel: LEVEL[isolation],
    minBytes: 1,
    maxBytes: MAX_FETCH_BYTES,
    maxWaitTime: MAX_WAIT_MS,
    topics: [
      {
        topicId,
        partitions: [
          {
            partition,
            fetchOffset: BigInt(offset),
            partitionMaxBytes: MAX_FETCH_BYTES,
            currentLeaderEpoch: -1,
            lastFetchedEpoch: -1,
          },
        ],
      },
    ],
  });
  const response = responses[0]?.partitions[0];
  return { batches: response?.records ?? [], aborted: response?.abortedTransactions ?? [] };
}
