import { describe, expect, test } from 'vitest';
import { PartitionAnalytics } from '../../../../src/domain/analytics/partition-analytics.ts';
import { compareWithConsole } from '../../../../src/state/commands/compare-spark.ts';
import { countedSpan } from '../../../../src/state/commands/counted-span.ts';
import { trackOf } from '../../../support/tracks.ts';

/** Two partitions of a track each; of the second, retention had removed 5 offsets uncounted. */
function counted() {
  return countedSpan(
    [0, 5].map((expiredRecords, partition) => {
      const analytics = new PartitionAnalytics();
      analytics.add(trackOf({ track_id: `t${partition}` }), 'tag');
      return { partition, nextOffset: expiredRecords + 2, expiredRecords, analytics };
    }),
  );
}

const READ = [
  { partition: 0, from: 0, to: 2 },
  { partition: 1, from: 5, to: 7 },
];

describe('Spark beside the console', () => {
  test('is compared where both have read the same offsets', () => {
    const { figures } = counted();

    expect(compareWithConsole(counted(), READ, figures).verdict).toBe('agrees');
    expect(compareWithConsole(counted(), READ, { ...figures, tracks: 1 })).toMatchObject({
      verdict: 'differs',
      differences: [{ figure: 'tracks', console: 2, spark: 1 }],
    });
  });

  test('cannot be compared when the console has gone on meanwhile', () => {
    const read = READ.map((span) => ({ ...span, to: span.to - 1 }));

    expect(compareWithConsole(counted(), read, counted().figures)).toEqual({
      verdict: 'impossible',
      reason: 'of partition 0 the console has counted up to offset 2, Spark up to 1',
    });
  });

  test('cannot be compared when what the console had counted is no longer there', () => {
    const read = [{ partition: 1, from: 6, to: 7 }];

    expect(compareWithConsole(counted(), read, counted().figures)).toEqual({
      verdict: 'impossible',
      reason: 'retention removed 1 offsets of partition 1 that the console had counted',
    });
  });

  test('cannot be compared in a partition that the console has not counted', () => {
    const read = [...READ, { partition: 2, from: 0, to: 3 }];

    expect(compareWithConsole(counted(), read, counted().figures)).toMatchObject({
      verdict: 'impossible',
      reason: 'of partition 2 the console has counted up to offset 0, Spark up to 3',
    });
  });
});
