import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { mergeAnalytics } from '../../../../src/domain/analytics/analytics-totals.ts';
import { PartitionAnalytics } from '../../../../src/domain/analytics/partition-analytics.ts';
import { SCHEMA } from '../../../../src/services/analytics-store/schema.ts';
import { createSegmentLog, replay } from '../../../../src/services/analytics-store/segment-log.ts';
import { trackOf } from '../../../support/tracks.ts';

function openLog() {
  const database = new DatabaseSync(':memory:');
  database.exec(SCHEMA);
  return createSegmentLog(database, 'store.db');
}

/** Saves one track at a time, as a slow topic would; whatever is replaced, all of it is there at any time. */
function countOneByOne(
  log: ReturnType<typeof openLog>,
  tracks: number,
  keyOf: (n: number) => string,
) {
  const analytics = new PartitionAnalytics();
  for (let offset = 0; offset < tracks; offset += 1) {
    analytics.add(trackOf({ track_id: keyOf(offset), popularity: offset % 100 }), 'tag');
    log.append(7, { fromOffset: offset, nextOffset: offset + 1 }, analytics.delta());
    analytics.markSaved();
    const { total } = mergeAnalytics([replay(log.read(7), offset + 1, 'store.db')]);
    expect(total).toBe(offset + 1);
  }
  return analytics;
}

test('deltas that mostly repeat keys are replaced by one, and nothing is lost', () => {
  const log = openLog();

  const analytics = countOneByOne(log, 400, () => 'same-id');

  const segments = log.read(7);
  expect(segments.length).toBeLessThan(250);
  expect(segments[0]).toMatchObject({ fromOffset: 0 });
  expect(segments[0]?.nextOffset).toBeGreaterThan(100);
  const replayed = replay(segments, 400, 'store.db');
  expect(mergeAnalytics([replayed]).features()).toEqual(mergeAnalytics([analytics]).features());
});

test('deltas of new keys stay as they are, since one would be as large', () => {
  const log = openLog();
  const analytics = new PartitionAnalytics();

  for (let save = 0; save < 10; save += 1) {
    for (let id = 0; id < 2_000; id += 1) {
      analytics.add(trackOf({ track_id: `id-${save}-${id}` }), 'tag');
    }
    log.append(7, { fromOffset: save, nextOffset: save + 1 }, analytics.delta());
    analytics.markSaved();
  }

  expect(log.read(7)).toHaveLength(10);
});

test('partitions do not see each other', () => {
  const log = openLog();
  const analytics = countOneByOne(log, 2, String);

  log.append(8, { fromOffset: 0, nextOffset: 5 }, analytics.delta());

  expect(log.read(7)).toHaveLength(2);
  expect(log.read(8)).toMatchObject([{ fromOffset: 0, nextOffset: 5 }]);
});
