import { openUnlessDamaged } from '../../damaged-store.ts';
import type { Lock } from '../../locks/lock.ts';
import type { Broker, Clock } from '../../ports.ts';
import { requireSoundBatches } from './batch-check.ts';
import { createBatchTable } from './batch-table.ts';
import { createEmbeddedConsumer } from './consumer.ts';
import { createGroupCoordinator } from './group-coordinator.ts';
import { createGroupOffsets } from './group-offsets.ts';
import { createLedger } from './ledger.ts';
import { type LogFile, openLogFile } from './log-file.ts';
import { scanPartition } from './partition-scan.ts';
import { createProducerEpochs } from './producer-epochs.ts';
import { createRetention } from './retention.ts';
import { createTopicCatalog } from './topic-catalog.ts';
import { createTransactionalProducer } from './transactional-producer.ts';

export type EmbeddedBrokerOptions = {
  /** The file that holds the log; made with its directory when it is missing. */
  readonly path: string;
  /** Stamps records and judges retention. */
  readonly clock: Clock;
  /** How long a write waits for another process before it fails with `STORE_BUSY`. Default 5,000 ms. */
  readonly busyTimeoutMs?: number;
  /** Told that a damaged log was set aside for a new one; without it such a log is refused. */
  readonly onNotice?: (sentence: string) => void;
};

/** Time since the machine started: equal in all its processes, and nobody sets it. */
const uptimeClock: Clock = { now: () => Number(process.hrtime.bigint() / 1_000_000n) };

/**
 * Opens the embedded log: a durable, partitioned log in one SQLite file that several processes of
 * one machine share.
 *
 * @throws `STORE_CORRUPT`, `STORE_BUSY`, `STORE_NEWER`, `STATE_DIR_UNWRITABLE`, `DISK_FULL`
 */
export function openEmbeddedBroker(options: EmbeddedBrokerOptions): Broker {
  const { path, clock, onNotice } = options;
  const consequence = 'What it held is published again from the data set.';
  const policy = onNotice && { clock, onNotice, consequence };
  const log = openUnlessDamaged(path, (inUse) => openSoundLog(options, inUse), policy);
  try {
    return createBroker(log, clock);
  } catch (error) {
    log.close();
    throw error;
  }
}

function openSoundLog(options: EmbeddedBrokerOptions, inUse: Lock): LogFile {
  const log = openLogFile(options);
  try {
    requireSoundBatches(log);
  } catch (error) {
    log.close();
    throw error;
  }
  const close = () => {
    log.close();
    inUse.release();
  };
  return { ...log, close };
}

function createBroker(log: LogFile, clock: Clock): Broker {
  const catalog = createTopicCatalog(log);
  const offsets = createGroupOffsets(log);
  const closing = new AbortController();
  const deps = {
    log,
    catalog,
    offsets,
    clock,
    batches: createBatchTable(log),
    epochs: createProducerEpochs(log),
    ledger: createLedger(log),
    retention: createRetention({ log, clock }),
    coordinator: createGroupCoordinator({ log, catalog, offsets, sessionClock: uptimeClock }),
    closing: closing.signal,
  };
  deps.retention.enforceWhenDue();

  return {
    kind: 'embedded',
    clusterId: readClusterId(log),
    address: log.path,
    ensureTopic: async (spec) => catalog.ensure(spec),
    describeTopic: async (name) => catalog.describe(name),
    deleteTopic: async (name) => catalog.delete(name),
    openProducer: async ({ transactionalId }) => createTransactionalProducer(deps, transactionalId),
    createConsumer: (consumer) => createEmbeddedConsumer(deps, consumer),
    readPartition: (range) => scanPartition(deps, range),
    readLedger: async () => deps.ledger.read(),
    // Records and their entry come into sight in one SQLite transaction.
    readSettledLedger: async () => deps.ledger.read(),
    committedOffsets: async (groupId, name) => {
      const topic = catalog.find(name);
      return topic === undefined ? new Map() : offsets.committed(groupId, topic);
    },
    resetOffsets: async (groupId, name, wanted) =>
      deps.coordinator.reset(groupId, catalog.require(name), wanted),
    describeGroup: async (groupId) => deps.coordinator.describe(groupId),
    close: async () => {
      closing.abort();
      log.close();
    },
  };
}

function readClusterId(log: LogFile): string {
  const select = log.prepare('SELECT cluster_id FROM cluster');
  return String(log.read(() => select.get())?.['cluster_id']);
}
