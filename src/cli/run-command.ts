import type { Config } from '../config.ts';
import { ConsoleError } from '../domain/errors.ts';
import type { Ledger } from '../domain/ledger.ts';
import { lockExclusive } from '../services/locks/lock.ts';
import type { Broker, RowSource, TopicDescription } from '../services/ports.ts';
import { ingest } from '../state/commands/ingest.ts';
import { type Consuming, openConsuming } from './consuming.ts';
import { consumptionCommands } from './engine/consumption-commands.ts';
import { requireWhole, type SteeredIngest, steerIngest } from './engine/steered-ingest.ts';
import { whileServed } from './engine/while-served.ts';
import { openDataset } from './open-dataset.ts';
import {
  consumerBatchSize,
  ingestDeps,
  ingestOptions,
  openBroker,
  openTopics,
} from './open-pipeline.ts';
import { lockRejects } from './output-locks.ts';
import { printResult, ranResult } from './results.ts';
import { type Session, withSession } from './session.ts';
import { groupIsTaken } from './state-dir-busy.ts';
import { untilState } from './until-state.ts';

/** The whole pipeline: ingest, consume to the end, export; then one line of JSON on stdout. */
export function runCommand(config: Config): Promise<number> {
  const role = {
    command: 'run',
    produces: true,
    consumes: true,
    isService: false,
    tellsProgress: true,
  };
  return withSession(config, role, async (session) => {
    using alone = lockExclusive(session.paths.groupLock(config.consumerGroup));
    if (alone === undefined) throw await groupIsTaken(config);
    const source = await openDataset(session, session.stop.signal);
    using _rejects = lockRejects(session, source);
    const broker = await openBroker(session);
    try {
      await runPipeline(session, source, broker);
    } finally {
      await broker.close();
    }
  });
}

async function runPipeline(session: Session, source: RowSource, broker: Broker): Promise<void> {
  const { config, clock, store } = session;
  const startedAt = clock.now();
  const topic = await openTopics(session, broker);
  const consuming = await openConsuming(session, broker, topic);
  try {
    const steered = steerIngest(session);
    const commands = { ...steered.commands, ...consumptionCommands(session, () => consuming) };
    const served = { command: 'run', commands, broker, consuming: () => consuming };
    await whileServed(session, served, async () => {
      const parts = { source, broker, topic, consuming, steered };
      const ledger = await ingestAndConsume(session, parts);
      const hdfs = await publishedToHdfs(session);
      const result = ranResult(ledger, {
        publishedNow: store.getState().producer.publishedNow,
        durationMs: clock.now() - startedAt,
        broker: broker.kind,
        counted: consuming.counted(),
        exported: consuming.exported(),
        outputDir: config.outputDir,
      });
      printResult(hdfs === undefined ? result : { ...result, hdfs });
      if (!session.stop.signal.aborted && result.gap !== null) throw openBooks(result.gap);
      requireWhole(ledger, session);
    });
  } finally {
    await consuming.close();
  }
}

/** What has become of the exports for HDFS, once all are there or waiting is no longer worth it. */
async function publishedToHdfs({ publishing, patienceMs, stop, store }: Session) {
  if (publishing === undefined) return undefined;
  const { exports } = await publishing.untilPublished(patienceMs, stop.signal);
  return { published: store.getState().hdfs?.published ?? 0, waiting: exports };
}

/** Exit code 1: a script that goes by it must not take a gap for success. */
function openBooks(gap: string): ConsoleError {
  return new ConsoleError('BOOKS_OPEN', `The books do not balance: ${gap}`, {
    hint: 'The exports hold what was consumed; the log file in the state directory has the history.',
  });
}

type Parts = {
  readonly source: RowSource;
  readonly broker: Broker;
  readonly topic: TopicDescription;
  readonly consuming: Consuming;
  readonly steered: SteeredIngest;
};

/** Both sides at once; consuming ends where the ingest has ended. A failure of either stops the other. */
async function ingestAndConsume(session: Session, parts: Parts): Promise<Ledger> {
  const { config, stop, store } = session;
  const { source, broker, topic, consuming, steered } = parts;
  const job = new AbortController();
  const signal = AbortSignal.any([stop.signal, job.signal]);
  const ingestSignal = AbortSignal.any([steered.signal, job.signal]);
  let ends: ReadonlyMap<number, number> | undefined;

  const deps = ingestDeps(session, { source, broker, gate: steered.gate });
  const ingesting = ingest(deps, ingestOptions(session), ingestSignal).then(async (ledger) => {
    // Who is told to stop consumes no further, and may have no broker to ask.
    if (!stop.signal.aborted) ends = await logEndOffsets(broker, topic.name);
    return ledger;
  });
  // Nothing is consumed or exported when the ingest refuses to start, say because of other data.
  await Promise.race([untilState(store, ({ producer }) => producer.startedAt !== null), ingesting]);
  const batchSize = consumerBatchSize(config, true);
  const counting = consuming.consume({ batchSize, until: () => ends }, signal);
  try {
    const [ledger] = await Promise.all([ingesting, counting]);
    return ledger;
  } catch (error) {
    job.abort(error);
    await Promise.allSettled([ingesting, counting]);
    throw error;
  }
}

async function logEndOffsets(broker: Broker, topic: string): Promise<ReadonlyMap<number, number>> {
  const description = await broker.describeTopic(topic);
  const partitions = description?.partitions ?? [];
  return new Map(partitions.map(({ partition, logEndOffset }) => [partition, logEndOffset]));
}
