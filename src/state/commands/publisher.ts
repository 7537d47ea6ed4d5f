import { type ConsoleError, toConsoleError } from '../../domain/errors.ts';
import { formatLedger, type Ledger, ledgerKey } from '../../domain/ledger.ts';
import { datasetTag } from '../../domain/track.ts';
import type {
  Clock,
  RejectedRow,
  RejectsFile,
  RejectsMark,
  Transaction,
  TransactionalProducer,
} from '../../services/ports.ts';
import type { Dispatch } from '../events.ts';
import { type Backoff, backoffDelay, type Sleep } from './backoff.ts';
import type { Batch } from './batch.ts';
import { batchRecords } from './batch-records.ts';
import { deadLetterTopic } from './dead-letter.ts';
import { describeFailure } from './failure.ts';
import { advance, type Work } from './ledger-advance.ts';

/** Attempts of a batch that the broker refuses, before its records go one by one. */
const MAX_ATTEMPTS = 5;
const BACKOFF: Backoff = { initialMs: 50, maxMs: 5_000 };

export type PublisherDeps = {
  readonly producer: TransactionalProducer;
  readonly rejectsFile: RejectsFile;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly dispatch: Dispatch;
  /** How long a broker may be away before publishing fails; `Infinity` waits for ever. */
  readonly brokerTimeoutMs: number;
};

/**
 * Publishes batches exactly once: records, dead letters and the ledger entry that accounts for
 * them move in one transaction, and the rejects file follows the ledger.
 */
export type Publisher = {
  readonly ledger: () => Ledger;
  /** All batches in one transaction; on return they are committed. */
  readonly publish: (batches: readonly Batch[], signal: AbortSignal) => Promise<void>;
  /** Records that the data set is published to its end. */
  readonly complete: (signal: AbortSignal) => Promise<void>;
};

export function createPublisher(deps: PublisherDeps, initial: Ledger): Publisher {
  const { producer, rejectsFile, clock, sleep, dispatch } = deps;
  const tag = datasetTag(initial.datasetSha256);
  let ledger = initial;

  async function commit(work: Work): Promise<void> {
    const transaction = await producer.begin();
    try {
      const rejected = await sendBatches(transaction, work);
      const rejects: RejectsMark =
        rejected.length === 0 ? ledger.rejects : await rejectsFile.append(rejected);
      let next = ledger;
      await transaction.commit((appended) => {
        next = advance(ledger, work, { appended, rejects, at: clock.now() });
        return { key: ledgerKey(next.topic, next.datasetSha256), value: formatLedger(next) };
      });
      ledger = next;
    } catch (error) {
      await transaction.abort();
      await rejectsFile.rewind(ledger.rejects);
      throw error;
    }
    const batches = work.batches.length;
    const { totals, next } = ledger;
    dispatch({ type: 'ingest/committed', totals, byte: next.byte, batches, at: clock.now() });
  }

  async function sendBatches(transaction: Transaction, work: Work): Promise<RejectedRow[]> {
    const allRejected: RejectedRow[] = [];
    for (const batch of work.batches) {
      const { records, letters, rejected } = batchRecords(batch, {
        tag,
        timestamp: Math.floor(clock.now() / 1000),
        refusal: work.refusal,
      });
      if (records.length > 0) await transaction.send(ledger.topic, records);
      if (letters.length > 0) await transaction.send(deadLetterTopic(ledger.topic), letters);
      allRejected.push(...rejected);
      dispatch({ type: 'ingest/batch-sent', rows: batch.rows.length, at: clock.now() });
    }
    return allRejected;
  }

  /** Tries until it is committed, the broker refuses the batch, or the broker is away for too long. */
  async function commitWithRetries(work: Work, signal: AbortSignal): Promise<void> {
    const startedAt = clock.now();
    for (let attempt = 1; ; attempt += 1) {
      try {
        await commit(work);
        return;
      } catch (error) {
        signal.throwIfAborted();
        const failure = toConsoleError(error);
        const isWorthIt = isRefusal(failure)
          ? attempt < MAX_ATTEMPTS && work.refusal === undefined
          : failure.isRetryable && clock.now() - startedAt < deps.brokerTimeoutMs;
        if (!isWorthIt) throw failure;
        const delayMs = backoffDelay(BACKOFF, attempt, Math.random());
        const at = clock.now();
        dispatch({
          type: 'ingest/retrying',
          failure: describeFailure(failure),
          attempt,
          delayMs,
          at,
        });
        await sleep(delayMs, signal);
      }
    }
  }

  async function publish(batches: readonly Batch[], signal: AbortSignal): Promise<void> {
    try {
      await commitWithRetries({ batches, isComplete: false }, signal);
    } catch (error) {
      if (!isRefusal(toConsoleError(error))) throw error;
      for (const batch of batches) await publishOneByOne(batch, signal);
    }
  }

  /** Row by row, so that only the rows the broker really refuses are dead-lettered. */
  async function publishOneByOne(batch: Batch, signal: AbortSignal): Promise<void> {
    for (const row of batch.rows) {
      signal.throwIfAborted();
      const single: Batch = { rows: [row], next: row.next };
      try {
        await commit({ batches: [single], isComplete: false });
      } catch (error) {
        const failure = toConsoleError(error);
        if (isRefusal(failure)) {
          const refusal = failure.message;
          await commitWithRetries({ batches: [single], isComplete: false, refusal }, signal);
        } else {
          await commitWithRetries({ batches: [single], isComplete: false }, signal);
        }
      }
    }
  }

  return {
    ledger: () => ledger,
    publish,
    complete: (signal) => commitWithRetries({ batches: [], isComplete: true }, signal),
  };
}

/** The broker took the connection but not the records: trying for ever would not help. */
function isRefusal(failure: ConsoleError): boolean {
  return failure.code === 'RECORD_TOO_LARGE' || failure.code === 'RECORD_REFUSED';
}
