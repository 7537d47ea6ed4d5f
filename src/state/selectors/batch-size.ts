import { rowsOfStep } from '../commands/production-gate.ts';
import type { ProducerSlice } from '../slices/producer.ts';
import { isIngesting } from './engine-work.ts';

/** Rows of a batch, or, where there was or is a rate limit, which cuts batches, rows at most. */
export type BatchSize = { readonly rows: number; readonly isMost: boolean };

export function selectBatchSize(producer: ProducerSlice): BatchSize {
  const { batchSize, rowsPerSecondLimit: limit } = producer;
  if (limit === null) return { rows: batchSize, isMost: false };
  const rows = isIngesting(producer) ? Math.min(batchSize, rowsOfStep(limit)) : batchSize;
  return { rows, isMost: true };
}
