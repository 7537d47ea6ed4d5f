import { fileURLToPath } from 'node:url';
import { environmentWith } from '../../config.ts';
import { ConsoleError } from '../../domain/errors.ts';
import { formatBytes } from '../../domain/format.ts';
import type { Broker, PartitionOffsets } from '../../services/ports.ts';
import { findSpark } from '../../services/spark/find-spark.ts';
import { EXECUTOR_MEMORY_BYTES, jobCommand } from '../../services/spark/job-command.ts';
import { openJobLog } from '../../services/spark/job-log.ts';
import { kafkaClientOptions } from '../../services/spark/kafka-options.ts';
import { sparkError } from '../../services/spark/spark-errors.ts';
import type { CountedSpan, OffsetSpan, RunMode, RunPlan } from '../../services/spark/spark-run.ts';
import type { SparkStatus } from '../../services/spark/spark-status.ts';
import { submitJob } from '../../services/spark/submit-job.ts';
import type { SparkMaster } from '../../services/spark/watch-spark.ts';
import type { PreparedRun } from '../../state/commands/run-spark.ts';
import { openWebHdfs } from '../hdfs/open-web-hdfs.ts';
import { kafkaSecurity } from '../open-kafka.ts';
import type { Session } from '../session.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { within } from '../within.ts';
import { registrationUrl } from './spark-addresses.ts';
import { checkedOutput } from './spark-output.ts';

const SCRIPT = fileURLToPath(new URL('../../../docker/spark/track_analytics.py', import.meta.url));
/** A broker has its offsets at hand. */
const BROKER_MS = 10_000;

export type RunRequest = {
  readonly mode: RunMode;
  /** `hdfs://…` or a directory; without it the place follows from the configuration. */
  readonly output?: string;
};

type PrepareDeps = {
  readonly session: Pick<Session, 'config' | 'paths' | 'clock'>;
  readonly masterUrl: string;
  readonly master: SparkMaster;
  /** @throws `BROKER_UNREACHABLE` while it is not there */
  readonly broker: () => Promise<Broker>;
  readonly countedNow: () => Promise<CountedSpan | undefined>;
};

/**
 * Everything that a run needs is looked at first: Spark would find out after minutes.
 *
 * @throws what stands in its way
 */
export async function prepareRun(
  deps: PrepareDeps,
  { mode, output }: RunRequest,
  signal: AbortSignal,
): Promise<PreparedRun> {
  const { session, masterUrl } = deps;
  const { config, paths, clock } = session;
  const { bootstrapServers, topic } = config;
  if (bootstrapServers === undefined) throw needsKafka();
  const environment = environmentWith(
    config.sparkHome === undefined ? {} : { sparkHome: config.sparkHome },
  );
  const spark = await findSpark({
    home: config.sparkHome,
    searchPath: environment['PATH'] ?? '',
    kafkaJars: config.sparkKafkaJars,
  });
  const status = await deps.master.status(signal);
  requireRoom(status);
  // None of these heeds a stop by itself, and without Kafka they take their time.
  const broker = await unlessAborted(signal, deps.broker());
  const partitions = await unlessAborted(signal, partitionsOf(broker, topic));
  const counted = await unlessAborted(signal, deps.countedNow());
  if (counted === undefined) throw nothingCounted(topic);
  const offsets = spansOf(partitions, counted);
  if (offsets.every(({ from, to }) => from === to)) throw nothingCounted(topic);
  const kafkaOptions = kafkaClientOptions(kafkaSecurity(config));
  const startedAt = clock.now();
  const id = runId(startedAt);
  // Last of the checks: it makes directories.
  const place = await checkedOutput(config, output, id, signal);
  const patienceMs = config.sparkTimeoutSeconds * 1000;
  const plan: RunPlan = {
    ...{ id, mode, output: place, offsets },
    deadlineAt: mode === 'batch' ? startedAt + patienceMs : null,
    logFile: paths.sparkLog(id),
  };
  const command = jobCommand({
    ...{ spark, script: SCRIPT, plan, bootstrapServers, topic, environment, kafkaOptions },
    masterUrl: registrationUrl(masterUrl, status.url),
    hdfsUser: place.startsWith('hdfs:') ? openWebHdfs(config, 'http://localhost').user : undefined,
    parent: process.pid,
  });
  // Last of all: from here on whoever has the run closes it.
  const log = await openJobLog(paths.sparkLog(id));
  return {
    ...{ plan, counted, patienceMs },
    start: (onLine) => submitJob(command, log, onLine),
    lastError: () => log.lastError(),
    close: () => log.close(),
  };
}

/** `20261129T180000Z`, as snapshots are named. */
function runId(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

function requireRoom({ state, url, aliveWorkers, cores, coresUsed, workers }: SparkStatus): void {
  if (state !== 'ALIVE') {
    throw sparkError('SPARK_NOT_ALIVE', `The Spark master ${url} is ${state}`);
  }
  if (aliveWorkers === 0) {
    throw sparkError('SPARK_NO_WORKER', `The Spark master ${url} has no worker that is alive`);
  }
  const hasRoom = workers.some(
    (worker) =>
      worker.state === 'ALIVE' &&
      worker.cores > worker.coresUsed &&
      worker.memoryBytes - worker.memoryUsedBytes >= EXECUTOR_MEMORY_BYTES,
  );
  if (hasRoom) return;
  const needed = `a core and ${formatBytes(EXECUTOR_MEMORY_BYTES)} free`;
  const used = `${coresUsed} of ${cores} cores are in use`;
  throw sparkError('SPARK_NO_WORKER', `No worker of ${url} has ${needed}: ${used}`);
}

async function partitionsOf(broker: Broker, topic: string): Promise<readonly PartitionOffsets[]> {
  const description = await within(BROKER_MS, broker.describeTopic(topic), () => {
    throw new ConsoleError(
      'BROKER_UNREACHABLE',
      `Kafka at ${broker.address} does not tell the offsets of ${topic} within ${BROKER_MS / 1000} s`,
      { hint: 'Start the run when the broker is there again.' },
    );
  });
  if (description !== undefined) return description.partitions;
  throw new ConsoleError('TOPIC_MISSING', `There is no topic ${topic}`, {
    hint: 'Ingest first, and let it be consumed.',
  });
}

/** Just what the console has counted, as far as it is still there. */
function spansOf(
  partitions: readonly PartitionOffsets[],
  counted: CountedSpan,
): readonly OffsetSpan[] {
  return partitions.map(({ partition, logStartOffset: from }) => {
    const ours = counted.partitions.find((one) => one.partition === partition);
    return { partition, from, to: Math.max(from, ours?.nextOffset ?? 0) };
  });
}

function needsKafka(): ConsoleError {
  return sparkError(
    'SPARK_NEEDS_KAFKA',
    'Spark reads Kafka, and this pipeline works on the embedded log',
  );
}

function nothingCounted(topic: string): ConsoleError {
  return new ConsoleError('COMMAND_REFUSED', `Nothing of ${topic} is counted here yet`, {
    hint: 'Spark reads what the console has counted, so that the two can be compared: consume first.',
  });
}
