import {
  addTotals,
  type IngestTotals,
  joinSpans,
  type Ledger,
  type OffsetSpan,
} from '../../domain/ledger.ts';
import type { AppendedSpan, RejectsMark } from '../../services/ports.ts';
import { type Batch, batchTotals } from './batch.ts';

/** A change of the ledger and the records that belong to it. */
export type Work = {
  readonly batches: readonly Batch[];
  /** Batches that are done with once this is committed; a row sent alone is no batch. */
  readonly batchesDone: number;
  readonly isComplete: boolean;
  /** Set when the broker refused the one row of this work for good, with its words. */
  readonly refusal?: string;
};

/** The ledger once this work is committed. */
export function advance(
  ledger: Ledger,
  work: Work,
  outcome: {
    readonly appended: readonly AppendedSpan[];
    readonly rejects: RejectsMark;
    readonly at: number;
  },
): Ledger {
  return {
    ...ledger,
    isComplete: work.isComplete,
    next: work.batches.at(-1)?.next ?? ledger.next,
    totals: work.batches.reduce(
      (totals, batch) => addTotals(totals, workTotals(batch, work)),
      ledger.totals,
    ),
    rejects: outcome.rejects,
    spans: extendedSpans(ledger, outcome.appended),
    updatedAt: outcome.at,
  };
}

/** The spans of a ledger that hold what was appended to its topic, too. */
export function extendedSpans(
  ledger: Ledger,
  appended: readonly AppendedSpan[],
): Readonly<Record<string, OffsetSpan>> {
  const spans: Record<string, OffsetSpan> = { ...ledger.spans };
  for (const { topic, partition, firstOffset, nextOffset } of appended) {
    if (topic !== ledger.topic) continue;
    spans[partition] = joinSpans(spans[partition], { first: firstOffset, next: nextOffset });
  }
  return spans;
}

function workTotals(batch: Batch, work: Work): IngestTotals {
  const totals = batchTotals(batch);
  if (work.refusal === undefined) return totals;
  return { ...totals, failed: totals.acknowledged, acknowledged: 0, incomplete: 0 };
}
