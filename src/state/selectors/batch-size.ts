import { rowsOfStep } from '../../domain/rate-limit.ts';
import type { ProducerSlice } from '../slices/producer.ts';
import { isIngesting } from './engine-work.ts';

/** Rows of a batch; under a rate limit, which cuts batches, rows at most. */
export type BatchSize = { readonly rows: number; readonly isMost: boolean };

export function selectBatchSize(producer: ProducerSlice): BatchSize {
  const { batchSize, rowsPerSecondLimit: limit } = producer;
  if (limit === null) return { rows: batchSize, isMost: false };
  const rows = isIngesting(producer) ? Math.min(batchSize, rowsOfStep(limit)) : batchSize;
  return { rows, isMost: true };
}
