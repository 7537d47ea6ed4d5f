import { mergeAnalytics } from '../../domain/analytics/analytics-totals.ts';
import { trackFigures } from '../../domain/analytics/track-figures.ts';
import type { PartitionState } from '../../services/ports.ts';
import type { CountedSpan } from '../../services/spark/spark-run.ts';

/** What was counted of these partitions, to be compared with what others count of the same offsets. */
export function countedSpan(states: readonly PartitionState[]): CountedSpan {
  return {
    figures: trackFigures(mergeAnalytics(states.map(({ analytics }) => analytics))),
    partitions: states.map(({ partition, nextOffset, expiredRecords }) => ({
      partition,
      nextOffset,
      expiredRecords,
    })),
  };
}
