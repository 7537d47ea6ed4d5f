import {
  compareFigures,
  type FiguresComparison,
} from '../../domain/analytics/figures-comparison.ts';
import type { TrackFigures } from '../../domain/analytics/track-figures.ts';
import { formatCount } from '../../domain/format.ts';
import type { CountedSpan, OffsetSpan } from '../../services/spark/spark-run.ts';

/** What Spark has found in the offsets that it read, beside what the console has counted by then. */
export function compareWithConsole(
  counted: CountedSpan,
  read: readonly OffsetSpan[],
  figures: TrackFigures,
): FiguresComparison {
  const reason = whyNotTheSame(counted, read);
  if (reason !== undefined) return { verdict: 'impossible', reason };
  return compareFigures(counted.figures, figures);
}

function whyNotTheSame(counted: CountedSpan, read: readonly OffsetSpan[]): string | undefined {
  for (const { partition, from, to } of read) {
    const ours = counted.partitions.find((one) => one.partition === partition);
    const { nextOffset = 0, expiredRecords = 0 } = ours ?? {};
    if (nextOffset !== to) {
      return `of partition ${partition} the console has counted up to offset ${nextOffset}, Spark up to ${to}`;
    }
    if (from > expiredRecords) {
      const removed = formatCount(from - expiredRecords);
      return `retention removed ${removed} offsets of partition ${partition} that the console had counted`;
    }
  }
  return undefined;
}
