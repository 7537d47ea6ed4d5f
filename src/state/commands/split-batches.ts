import type { Batch } from './batch.ts';

export function rowsIn(batches: readonly Batch[]): number {
  return batches.reduce((sum, { rows }) => sum + rows.length, 0);
}

/** The first `rows` rows, and the rest; a batch that lies across becomes two. */
export function splitBatches(
  batches: readonly Batch[],
  rows: number,
): readonly [first: readonly Batch[], rest: readonly Batch[]] {
  const first: Batch[] = [];
  const rest: Batch[] = [];
  let left = rows;
  for (const batch of batches) {
    const head = headOf(batch, left);
    if (head !== undefined) first.push(head);
    const taken = head?.rows.length ?? 0;
    if (taken < batch.rows.length) rest.push({ ...batch, rows: batch.rows.slice(taken) });
    left -= taken;
  }
  return [first, rest];
}

function headOf(batch: Batch, rows: number): Batch | undefined {
  if (rows >= batch.rows.length) return batch;
  const head = batch.rows.slice(0, rows);
  const last = head.at(-1);
  return last && { rows: head, next: last.next };
}
