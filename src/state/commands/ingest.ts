import { toConsoleError } from '../../domain/errors.ts';
import type { Ledger } from '../../domain/ledger.ts';
import type { TransactionalProducer } from '../../services/ports.ts';
import { type Batch, inBatches } from './batch.ts';
import { describeFailure } from './failure.ts';
import type { IngestDeps, IngestOptions } from './ingest-deps.ts';
import { ingestProducerId } from './ingest-producer-id.ts';
import { type InspectedTopic, inspectTopic } from './inspect-topic.ts';
import { createPublisher, type Publisher, patientRetries } from './publisher.ts';
import { rejectsFromDeadLetters } from './recover-rejects.ts';
import { withRetries } from './retry.ts';
import { requireSameTopic } from './same-topic.ts';
import { rowsIn, splitBatches } from './split-batches.ts';

/** Aim of a transaction: long enough that commits are cheap, short enough that readers never stall. */
const TRANSACTION_RECORDS = 5_000;
const TRANSACTION_MS = 500;
/** Each is a request of its own: many small ones over a slow network would outlive what Kafka allows. */
const TRANSACTION_BATCHES = 50;

/**
 * Publishes what is not yet published of a data set, and returns the ledger. A second call finds
 * nothing to do; after a crash it goes on at the next row. When the signal aborts, it stops at a
 * batch boundary with everything sent so far committed.
 */
export async function ingest(
  deps: IngestDeps,
  options: IngestOptions,
  signal: AbortSignal,
): Promise<Ledger> {
  try {
    return await runIngest(deps, options, signal);
  } catch (error) {
    const at = deps.clock.now();
    if (signal.aborted) deps.dispatch({ type: 'ingest/stopped', at });
    signal.throwIfAborted();
    deps.dispatch({ type: 'ingest/failed', failure: describeFailure(error), at });
    throw toConsoleError(error);
  }
}

async function runIngest(
  deps: IngestDeps,
  options: IngestOptions,
  signal: AbortSignal,
): Promise<Ledger> {
  const { broker } = deps;
  const patiently = <Result>(work: () => Promise<Result>) =>
    withRetries(work, patientRetries(deps, options), deps, signal);
  // Looked at before any producer is fenced: who has nothing to publish must not stop another.
  const found = await patiently(() => inspectTopic(deps, options));
  if (found.plan.kind === 'complete') return publishPlan(deps, options, found, undefined, signal);
  const producer = await patiently(() =>
    broker.openProducer({ transactionalId: ingestProducerId(options.topic.name) }),
  );
  try {
    // And again, now that nobody else publishes to the topic.
    const settled = await patiently(() => inspectTopic(deps, options));
    return await publishPlan(deps, options, settled, producer, signal);
  } finally {
    await producer.close();
  }
}

/** @param producer - `undefined` when there is nothing to publish */
async function publishPlan(
  deps: IngestDeps,
  options: IngestOptions,
  { plan, letters }: InspectedTopic,
  producer: TransactionalProducer | undefined,
  signal: AbortSignal,
): Promise<Ledger> {
  const { source, broker, clock, dispatch } = deps;
  if (plan.notice !== null) {
    dispatch({ type: 'notice/raised', level: 'warning', text: plan.notice, at: clock.now() });
  }
  const recover = rejectsFromDeadLetters(broker, letters, plan.ledger.datasetSha256, signal);
  const mark = plan.kind === 'start' ? undefined : plan.ledger.rejects;
  const rejectsFile = await withRetries(
    () => deps.openRejectsFile(mark, recover),
    patientRetries(deps, options),
    deps,
    signal,
  );
  try {
    const startedAt = clock.now();
    dispatch({
      type: 'ingest/started',
      source: source.name,
      isDemo: source.isDemo,
      datasetSha256: source.fingerprint.sha256,
      sourceBytes: source.fingerprint.bytes,
      batchSize: options.batchSize,
      totals: plan.ledger.totals,
      byte: plan.ledger.next.byte,
      at: startedAt,
    });
    if (plan.kind === 'complete' || producer === undefined) {
      return finish(deps, plan.ledger, startedAt);
    }
    const publisher = createPublisher(
      {
        ...deps,
        producer,
        rejectsFile,
        readLedgerEntry: async (key) => (await broker.readLedger()).get(key),
        requireTopic: () => requireSameTopic(broker, plan.ledger),
        patience: options,
      },
      { ...plan.ledger, rejects: rejectsFile.mark() },
    );
    return await publishUntilStopped(deps, options, publisher, signal, startedAt);
  } finally {
    await rejectsFile.close();
  }
}

/** A stop that was asked for is no failure: the ledger says how far it got. */
async function publishUntilStopped(
  deps: IngestDeps,
  options: IngestOptions,
  publisher: Publisher,
  signal: AbortSignal,
  startedAt: number,
): Promise<Ledger> {
  try {
    await publishRows(deps, options, publisher, signal);
    await publisher.complete(signal);
    return finish(deps, publisher.ledger(), startedAt);
  } catch (error) {
    if (!signal.aborted) throw error;
    deps.dispatch({ type: 'ingest/stopped', at: deps.clock.now() });
    return publisher.ledger();
  }
}

function finish({ dispatch, clock }: IngestDeps, ledger: Ledger, startedAt: number): Ledger {
  const at = clock.now();
  dispatch({ type: 'ingest/completed', totals: ledger.totals, durationMs: at - startedAt, at });
  return ledger;
}

/** Batches in transactions; a transaction is closed before any delay, so that readers never wait for it. */
async function publishRows(
  deps: IngestDeps,
  options: IngestOptions,
  publisher: Publisher,
  signal: AbortSignal,
): Promise<void> {
  const { source, clock, sleep } = deps;
  const batchesAtMost = Math.min(
    TRANSACTION_BATCHES,
    Math.ceil(TRANSACTION_RECORDS / options.batchSize),
  );
  let open: Batch[] = [];
  let openedAt = clock.now();
  const from = publisher.ledger().next;
  for await (const batch of inBatches(source.rows(from, signal), options.batchSize)) {
    if (open.length === 0) openedAt = clock.now();
    open.push(batch);
    const isDue =
      options.delayMs > 0 ||
      open.length >= batchesAtMost ||
      clock.now() - openedAt >= TRANSACTION_MS;
    if (!isDue) continue;
    await publishAsAdmitted(deps, open, publisher, signal);
    open = [];
    signal.throwIfAborted();
    if (options.delayMs > 0) await sleep(options.delayMs, signal);
  }
  await publishAsAdmitted(deps, open, publisher, signal);
}

/** All in one transaction, or, under a rate limit, in as many as the gate wants. */
async function publishAsAdmitted(
  { gate }: IngestDeps,
  batches: readonly Batch[],
  publisher: Publisher,
  signal: AbortSignal,
): Promise<void> {
  let waiting = batches;
  while (waiting.length > 0) {
    const [admitted, rest] = splitBatches(waiting, await gate.admit(rowsIn(waiting), signal));
    await publisher.publish(admitted, signal);
    waiting = rest;
  }
}
