import { type ConsoleError, isDiskFailure, toConsoleError } from '../../domain/errors.ts';
import { formatLedger, type Ledger, ledgerKey } from '../../domain/ledger.ts';
import { datasetTag } from '../../domain/track.ts';
import type {
  Clock,
  RejectedRow,
  RejectsFile,
  Transaction,
  TransactionalProducer,
} from '../../services/ports.ts';
import type { Dispatch } from '../events.ts';
import type { Sleep } from './backoff.ts';
import type { Batch } from './batch.ts';
import { batchRecords } from './batch-records.ts';
import { deadLetterTopic } from './dead-letter.ts';
import { describeFailure } from './failure.ts';
import { advance, type Work } from './ledger-advance.ts';
import { rejectedRows } from './rejected-rows.ts';
import { type RetryPolicy, withRetries } from './retry.ts';

/** Attempts of a batch that the broker refuses, before its records go one by one. */
const MAX_ATTEMPTS = 5;

export type PublisherDeps = {
  readonly producer: TransactionalProducer;
  /** The committed value of a ledger key. */
  readonly readLedgerEntry: (key: string) => Promise<string | undefined>;
  /** Fails when the topic is no longer the one that the ledger speaks of. */
  readonly requireTopic: () => Promise<void>;
  readonly rejectsFile: RejectsFile;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly dispatch: Dispatch;
  readonly patience: Patience;
};

/** What is waited out, and for how long. */
export type Patience = {
  /** How long a broker may be away before publishing fails; `Infinity` waits for ever. */
  readonly brokerTimeoutMs: number;
  /** Whether a full or unwritable disk is waited out too, as an engine must. */
  readonly waitsForDisk: boolean;
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
  const { producer, rejectsFile, clock, dispatch } = deps;
  const key = ledgerKey(initial.topic, initial.datasetSha256);
  const tag = datasetTag(initial.datasetSha256);
  let ledger = initial;
  /** What a commit would have made of the ledger whose answer did not come: it may have gone through. */
  let unsettled: Ledger | undefined;

  async function commit(work: Work): Promise<void> {
    const transaction = await producer.begin();
    try {
      // Only now is the transaction before this one surely at its end, one way or the other.
      if (unsettled !== undefined && (await settle(unsettled))) {
        await transaction.abort();
      } else {
        await commitWork(transaction, work);
      }
    } catch (error) {
      await transaction.abort();
      if (unsettled === undefined) await rejectsFile.rewind(ledger.rejects);
      throw error;
    }
    const { totals, next } = ledger;
    const batches = work.batchesDone;
    dispatch({ type: 'ingest/committed', totals, byte: next.byte, batches, at: clock.now() });
    const rejected = rejectedRows(work.batches);
    if (rejected !== undefined) {
      dispatch({ type: 'ingest/rows-rejected', ...rejected, at: clock.now() });
    }
  }

  async function settle(attempted: Ledger): Promise<boolean> {
    const isCommitted = (await deps.readLedgerEntry(key)) === formatLedger(attempted);
    unsettled = undefined;
    if (isCommitted) ledger = attempted;
    else await rejectsFile.rewind(ledger.rejects);
    return isCommitted;
  }

  async function commitWork(transaction: Transaction, work: Work): Promise<void> {
    const rejected = await sendBatches(transaction, work);
    const rejects = rejected.length === 0 ? ledger.rejects : await rejectsFile.append(rejected);
    await deps.requireTopic();
    let next = ledger;
    await transaction.commit((appended) => {
      next = advance(ledger, work, { appended, rejects, at: clock.now() });
      unsettled = next;
      return { key, value: formatLedger(next) };
    });
    unsettled = undefined;
    ledger = next;
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

  const whileAway = patientRetries(deps, deps.patience);
  const policy: RetryPolicy = {
    ...whileAway,
    isWorthIt: (retry) =>
      isRefusal(retry.failure) ? retry.attempt < MAX_ATTEMPTS : whileAway.isWorthIt(retry),
  };
  /** Among several batches the one that is refused must first be found: trying again is no use. */
  const unlessRefused: RetryPolicy = {
    ...policy,
    isWorthIt: (retry) => !isRefusal(retry.failure) && policy.isWorthIt(retry),
  };

  async function commitWithRetries(
    work: Work,
    retries: RetryPolicy,
    signal: AbortSignal,
  ): Promise<void> {
    await withRetries(() => commit(work), retries, deps, signal);
    await withRetries(() => rejectsFile.ensureInPlace(), whileAway, deps, signal);
  }

  async function publish(batches: readonly Batch[], signal: AbortSignal): Promise<void> {
    const work = { batches, batchesDone: batches.length, isComplete: false };
    try {
      await commitWithRetries(work, batches.length === 1 ? policy : unlessRefused, signal);
    } catch (error) {
      if (!isRefusal(toConsoleError(error))) throw error;
      const [batch] = batches;
      if (batches.length > 1) for (const each of batches) await publish([each], signal);
      else if (batch !== undefined) await publishOneByOne(batch, signal);
    }
  }

  /** Row by row, so that only the rows the broker really refuses are dead-lettered. */
  async function publishOneByOne(batch: Batch, signal: AbortSignal): Promise<void> {
    for (const row of batch.rows) {
      signal.throwIfAborted();
      const work: Work = {
        batches: [{ rows: [row], next: row.next }],
        batchesDone: row === batch.rows.at(-1) ? 1 : 0,
        isComplete: false,
      };
      try {
        await commitWithRetries(work, unlessRefused, signal);
      } catch (error) {
        const failure = toConsoleError(error);
        if (!isRefusal(failure)) throw failure;
        await commitWithRetries({ ...work, refusal: failure.message }, policy, signal);
      }
    }
  }

  return {
    ledger: () => ledger,
    publish,
    complete: (signal) =>
      commitWithRetries({ batches: [], batchesDone: 0, isComplete: true }, policy, signal),
  };
}

/** Tries again while a broker is away, or a disk full, for so long. */
export function patientRetries(
  { clock, dispatch }: Pick<PublisherDeps, 'clock' | 'dispatch'>,
  { brokerTimeoutMs, waitsForDisk }: Patience,
): RetryPolicy {
  return {
    isWorthIt: ({ failure, elapsedMs }) =>
      elapsedMs < brokerTimeoutMs &&
      (failure.isRetryable || (waitsForDisk && isDiskFailure(failure.code))),
    onRetry: ({ failure: thrown, attempt, delayMs }) => {
      const failure = describeFailure(thrown);
      dispatch({ type: 'ingest/retrying', failure, attempt, delayMs, at: clock.now() });
    },
  };
}

/** The broker took the connection but not the records: trying for ever would not help. */
export function isRefusal(failure: ConsoleError): boolean {
  return failure.code === 'RECORD_TOO_LARGE' || failure.code === 'RECORD_REFUSED';
}
