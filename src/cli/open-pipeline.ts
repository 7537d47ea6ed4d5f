import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { ConsoleError } from '../domain/errors.ts';
import { openAnalyticsStore } from '../services/analytics-store/analytics-store.ts';
import { openEmbeddedBroker } from '../services/broker/embedded/embedded-broker.ts';
import { openRejectsFile } from '../services/csv/rejects-file.ts';
import { TRACK_FILE_NAME } from '../services/export/track-line.ts';
import type { AnalyticsStore, Broker, RowSource, TopicSpec } from '../services/ports.ts';
import type { Sleep } from '../state/commands/backoff.ts';
import type { IngestDeps, IngestOptions } from '../state/commands/ingest.ts';
import type { Session } from './session.ts';

const HOUR_MS = 3_600_000;

const sleep: Sleep = async (milliseconds, signal) => {
  try {
    await setTimeout(milliseconds, undefined, { signal });
  } catch {
    throw signal.reason;
  }
};

/** The broker of this configuration, made known to the store. */
export function openBroker({ config, paths, clock, dispatch }: Session): Broker {
  if (config.bootstrapServers !== undefined) {
    throw new ConsoleError('CONFIG_INVALID', 'This version works on the embedded log only', {
      hint: 'Unset KAFKA_BOOTSTRAP_SERVERS; Kafka clusters come with a later version.',
    });
  }
  const broker = openEmbeddedBroker({ path: paths.log, clock });
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

/** How the topic is created where it is missing. */
export function topicSpec(config: Config): TopicSpec {
  const entry = config.createTopics?.find(({ name }) => name === config.topic);
  return {
    name: config.topic,
    partitions: entry?.partitions ?? config.topicPartitions,
    replicationFactor: entry?.replicationFactor ?? 1,
    retentionMs: config.logRetentionHours * HOUR_MS,
  };
}

export function ingestDeps(session: Session, source: RowSource, broker: Broker): IngestDeps {
  const { config, clock, dispatch } = session;
  const onNotice = (text: string) =>
    dispatch({ type: 'notice/raised', level: 'warning', text, at: clock.now() });
  return {
    source,
    broker,
    openRejectsFile: (mark, recover) =>
      openRejectsFile({ outputDir: config.outputDir, mark, recover, clock, onNotice }),
    clock,
    sleep,
    dispatch,
  };
}

const PRODUCER_BATCH = 1000;
const CONSUMER_BATCH = 100;

export function ingestOptions(config: Config): IngestOptions {
  return {
    topic: topicSpec(config),
    batchSize: config.batchSize ?? PRODUCER_BATCH,
    delayMs: config.delayBetweenBatchesSeconds * 1000,
    force: config.force,
    brokerTimeoutMs: config.brokerTimeoutSeconds * 1000,
  };
}

/** Records per analytics step; BATCH_SIZE speaks of the consumer only where nothing is produced. */
export function consumerBatchSize(config: Config, alsoProduces: boolean): number {
  const shared = alsoProduces ? undefined : config.batchSize;
  return config.consumerBatchSize ?? shared ?? CONSUMER_BATCH;
}

export function openStore(session: Session, broker: Broker, topicId: string): AnalyticsStore {
  const { config, paths, clock } = session;
  const { clusterId } = broker;
  return openAnalyticsStore({
    path: paths.analytics({ clusterId, topicId, group: config.consumerGroup }),
    trackFilePath: join(config.outputDir, TRACK_FILE_NAME),
    clock,
  });
}
