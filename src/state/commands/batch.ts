import type { IngestTotals } from '../../domain/ledger.ts';
import type { ReadRow, RowPosition } from '../../domain/row-check.ts';

/** Rows that are published together; at least one. */
export type Batch = {
  readonly rows: readonly ReadRow[];
  /** Where reading goes on after this batch. */
  readonly next: RowPosition;
};

/**
 * Rows in batches of `size`, the last one smaller. Rejected rows count towards the size, so that a
 * file of nothing but bad rows is worked off in batches too.
 */
export async function* inBatches(
  blocks: AsyncIterable<readonly ReadRow[]>,
  size: number,
): AsyncGenerator<Batch> {
  let rows: ReadRow[] = [];
  for await (const block of blocks) {
    for (const row of block) {
      rows.push(row);
      if (rows.length < size) continue;
      yield { rows, next: row.next };
      rows = [];
    }
  }
  const last = rows.at(-1);
  if (last !== undefined) yield { rows, next: last.next };
}

/** What a batch adds to the totals once it is committed. */
export function batchTotals(batch: Batch): IngestTotals {
  let acknowledged = 0;
  let incomplete = 0;
  for (const { verdict } of batch.rows) {
    if (!verdict.ok) continue;
    acknowledged += 1;
    if (verdict.isIncomplete) incomplete += 1;
  }
  const rowsRead = batch.rows.length;
  return { rowsRead, acknowledged, incomplete, rejected: rowsRead - acknowledged, failed: 0 };
}
