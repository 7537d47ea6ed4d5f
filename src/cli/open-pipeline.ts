import { join } from 'node:path';
import type { Config } from '../config.ts';
import { formatDuration } from '../domain/format.ts';
import { openAnalyticsStore } from '../services/analytics-store/analytics-store.ts';
import { countedBeyondEnd } from '../services/analytics-store/counted-beyond-end.ts';
import { openEmbeddedBroker } from '../services/broker/embedded/embedded-broker.ts';
import { sleep } from '../services/clock.ts';
import { openRejectsFile } from '../services/csv/rejects-file.ts';
import { TRACK_FILE_NAME } from '../services/export/track-line.ts';
import type {
  AnalyticsStore,
  Broker,
  RowSource,
  TopicDescription,
  TopicSpec,
} from '../services/ports.ts';
import { deadLetterTopic } from '../state/commands/dead-letter.ts';
import type { IngestDeps, IngestOptions } from '../state/commands/ingest-deps.ts';
import type { ProductionGate } from '../state/commands/production-gate.ts';
import { withRetries } from '../state/commands/retry.ts';
import { dispatchAway } from './dispatch-away.ts';
import { openKafka } from './open-kafka.ts';
import type { Session } from './session.ts';

const HOUR_MS = 3_600_000;

/** Does it again while something is busy or away: run and produce for so long, a service for ever. */
export function patiently<Result>(
  session: Session,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const { patienceMs, clock, dispatch, stop } = session;
  return withRetries(
    work,
    {
      isWorthIt: ({ failure, elapsedMs }) => failure.isRetryable && elapsedMs < patienceMs,
      onRetry: ({ failure, delayMs }) => {
        const text = `${failure.message}; trying again in ${formatDuration(delayMs)}`;
        dispatch({ type: 'notice/raised', level: 'warning', text, at: clock.now() });
        dispatchAway(session, failure, delayMs);
      },
    },
    { clock, sleep },
    stop.signal,
  );
}

/**
 * The broker of this configuration, made known to the store.
 *
 * @param damagedLog - what becomes of an embedded log that is found damaged
 */
export async function openBroker(
  session: Session,
  damagedLog: 'set-aside' | 'refuse' = 'set-aside',
): Promise<Broker> {
  const { config, paths, clock, dispatch } = session;
  const policy = damagedLog === 'set-aside' ? { onNotice: noticeOf(session) } : {};
  const { bootstrapServers } = config;
  const broker =
    bootstrapServers === undefined
      ? await patiently(session, () => openEmbeddedBroker({ path: paths.log, clock, ...policy }))
      : await openKafka(session, bootstrapServers);
  dispatch({
    type: 'pipeline/opened',
    broker: broker.kind,
    address: broker.address,
    topic: config.topic,
    group: config.consumerGroup,
    outputDir: config.outputDir,
    at: clock.now(),
  });
  return broker;
}

/** The topic of the tracks, and all others that are to be created, where they are missing. */
export async function openTopics(session: Session, broker: Broker): Promise<TopicDescription> {
  const { config } = session;
  const others = (config.createTopics ?? []).filter(({ name }) => name !== config.topic);
  for (const { name, partitions } of others) {
    await patiently(session, () => broker.ensureTopic(topicSpec(config, name, partitions)));
  }
  return patiently(session, () => broker.ensureTopic(trackTopicSpec(config)));
}

function topicSpec(config: Config, name: string, standardPartitions: number): TopicSpec {
  const entry = config.createTopics?.find((topic) => topic.name === name);
  return {
    name,
    partitions: entry?.partitions ?? standardPartitions,
    replicationFactor: entry?.replicationFactor ?? null,
    retentionMs: config.logRetentionHours * HOUR_MS,
  };
}

function trackTopicSpec(config: Config): TopicSpec {
  return topicSpec(config, config.topic, config.topicPartitions);
}

type IngestParts = {
  readonly source: RowSource;
  readonly broker: Broker;
  readonly gate: ProductionGate;
};

export function ingestDeps(session: Session, { source, broker, gate }: IngestParts): IngestDeps {
  const { config, clock, dispatch } = session;
  const onNotice = noticeOf(session);
  return {
    source,
    broker,
    gate,
    openRejectsFile: (mark, recover) =>
      openRejectsFile({ outputDir: config.outputDir, mark, recover, clock, onNotice }),
    clock,
    sleep,
    dispatch,
  };
}

function noticeOf({ clock, dispatch }: Session): (text: string) => void {
  return (text) => dispatch({ type: 'notice/raised', level: 'warning', text, at: clock.now() });
}

const PRODUCER_BATCH = 1000;
const CONSUMER_BATCH = 100;

export function ingestOptions({ config, patienceMs }: Session): IngestOptions {
  return {
    topic: trackTopicSpec(config),
    deadLetters: topicSpec(config, deadLetterTopic(config.topic), 1),
    batchSize: config.batchSize ?? PRODUCER_BATCH,
    delayMs: config.delayBetweenBatchesSeconds * 1000,
    force: config.force,
    brokerTimeoutMs: patienceMs,
    waitsForDisk: patienceMs === Number.POSITIVE_INFINITY,
  };
}

/** Records per analytics step; BATCH_SIZE speaks of the consumer only where nothing is produced. */
export function consumerBatchSize(config: Config, alsoProduces: boolean): number {
  const shared = alsoProduces ? undefined : config.batchSize;
  return config.consumerBatchSize ?? shared ?? CONSUMER_BATCH;
}

export function analyticsPath(session: Session, broker: Broker, topicId: string): string {
  const { config, paths } = session;
  const { clusterId } = broker;
  return paths.analytics({ clusterId, topicId, group: config.consumerGroup });
}

/**
 * The analytics store of a topic. One that counts records which the embedded log has lost, as a disk
 * may lose them, is set aside: a cluster has other reasons to tell of an earlier end.
 */
export async function openStore(
  session: Session,
  path: string,
  broker: Broker,
  topic: string,
): Promise<AnalyticsStore> {
  const { config, clock } = session;
  const trackFilePath = join(config.outputDir, TRACK_FILE_NAME);
  const options = { path, trackFilePath, clock, onNotice: noticeOf(session) };
  const store = await patiently(session, () => openAnalyticsStore(options));
  if (broker.kind !== 'embedded') return store;
  try {
    const saved = store.savedOffsets();
    const log = await patiently(session, () => broker.describeTopic(topic));
    const beyondEnd = countedBeyondEnd(saved, log?.partitions ?? []);
    if (beyondEnd.length === 0) return store;
    store.close();
    return await patiently(session, () => openAnalyticsStore({ ...options, beyondEnd }));
  } catch (error) {
    store.close();
    throw error;
  }
}
