import { type ConsoleError, toConsoleError } from '../../domain/errors.ts';
import {
  addTotals,
  formatLedger,
  type IngestTotals,
  joinSpans,
  type Ledger,
  ledgerKey,
  type OffsetSpan,
} from '../../domain/ledger.ts';
import { DATASET_HEADER, datasetTag, type TrackRow } from '../../domain/track.ts';
import type {
  AppendedSpan,
  Clock,
  OutgoingRecord,
  RejectedRow,
  RejectsFile,
  RejectsMark,
  Transaction,
  TransactionalProducer,
} from '../../services/ports.ts';
import type { Dispatch } from '../events.ts';
import { type Backoff, backoffDelay, type Sleep } from './backoff.ts';
import { type Batch, batchTotals } from './batch.ts';
import {
  asRejectedRow,
  deadLetterTopic,
  refusedRowLetter,
  rejectedRowLetter,
} from './dead-letter.ts';
import { describeFailure } from './failure.ts';

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

/** A change of the ledger and the records that belong to it. */
type Work = {
  readonly batches: readonly Batch[];
  readonly isComplete: boolean;
  /** Set when the broker refused the one row of this work for good, with its words. */
  readonly refusal?: string;
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
      const { records, letters, rejected } = sortRows(batch, work.refusal);
      if (records.length > 0) await transaction.send(ledger.topic, records);
      if (letters.length > 0) await transaction.send(deadLetterTopic(ledger.topic), letters);
      allRejected.push(...rejected);
      dispatch({ type: 'ingest/batch-sent', rows: batch.rows.length, at: clock.now() });
    }
    return allRejected;
  }

  function sortRows(batch: Batch, refusal: string | undefined) {
    const records: OutgoingRecord[] = [];
    const letters: OutgoingRecord[] = [];
    const rejected: RejectedRow[] = [];
    const timestamp = Math.floor(clock.now() / 1000);
    for (const row of batch.rows) {
      const bad = asRejectedRow(row);
      if (bad !== undefined) {
        rejected.push(bad);
        letters.push(rejectedRowLetter(bad, tag));
      } else if (row.verdict.ok && refusal !== undefined) {
        letters.push(refusedRowLetter(row.verdict.row, row.line, tag, refusal));
      } else if (row.verdict.ok) {
        records.push(trackRecord(row.verdict.row, timestamp, tag));
      }
    }
    return { records, letters, rejected };
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

function trackRecord(row: TrackRow, timestamp: number, tag: string): OutgoingRecord {
  return {
    key: row.track_id,
    // Spreading the row into a new object costs more than the whole of the rest.
    value: `${JSON.stringify(row).slice(0, -1)},"timestamp":${timestamp}}`,
    headers: { [DATASET_HEADER]: tag },
  };
}

function advance(
  ledger: Ledger,
  work: Work,
  outcome: {
    readonly appended: readonly AppendedSpan[];
    readonly rejects: RejectsMark;
    readonly at: number;
  },
): Ledger {
  const spans: Record<string, OffsetSpan> = { ...ledger.spans };
  for (const { topic, partition, firstOffset, nextOffset } of outcome.appended) {
    if (topic !== ledger.topic) continue;
    spans[partition] = joinSpans(spans[partition], { first: firstOffset, next: nextOffset });
  }
  return {
    ...ledger,
    isComplete: work.isComplete,
    next: work.batches.at(-1)?.next ?? ledger.next,
    totals: work.batches.reduce(
      (totals, batch) => addTotals(totals, workTotals(batch, work)),
      ledger.totals,
    ),
    rejects: outcome.rejects,
    spans,
    updatedAt: outcome.at,
  };
}

function workTotals(batch: Batch, work: Work): IngestTotals {
  const totals = batchTotals(batch);
  if (work.refusal === undefined) return totals;
  return { ...totals, failed: totals.acknowledged, acknowledged: 0, incomplete: 0 };
}
