import { addTotals, type IngestTotals, NO_ROWS } from '../../domain/ledger.ts';
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
  return batch.rows.reduce((totals, row) => addTotals(totals, rowTotals(row)), NO_ROWS);
}

function rowTotals({ verdict }: ReadRow): IngestTotals {
  return {
    rowsRead: 1,
    acknowledged: verdict.ok ? 1 : 0,
    incomplete: verdict.ok && verdict.isIncomplete ? 1 : 0,
    rejected: verdict.ok ? 0 : 1,
    failed: 0,
  };
}
