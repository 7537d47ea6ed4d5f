import type { ConsoleEvent, RejectedSample } from '../events.ts';
import { MAX_REJECT_SAMPLES } from '../slices/producer.ts';
import type { Batch } from './batch.ts';

type RowsRejected = Pick<
  Extract<ConsoleEvent, { type: 'ingest/rows-rejected' }>,
  'reasons' | 'newest'
>;

/** Rejected rows of these batches by reason, and the newest few; `undefined` where there is none. */
export function rejectedRows(batches: readonly Batch[]): RowsRejected | undefined {
  const reasons: Record<string, number> = {};
  const newest: RejectedSample[] = [];
  for (const { rows } of batches) {
    for (const { verdict, line } of rows) {
      if (verdict.ok) continue;
      const { reason } = verdict.rejection;
      reasons[reason] = (reasons[reason] ?? 0) + 1;
      newest.push({ ...verdict.rejection, line });
    }
  }
  if (newest.length === 0) return undefined;
  return { reasons, newest: newest.slice(-MAX_REJECT_SAMPLES) };
}
