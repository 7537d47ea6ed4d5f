import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeAnalytics } from '../../../../src/domain/analytics/analytics-totals.ts';
import { PartitionAnalytics } from '../../../../src/domain/analytics/partition-analytics.ts';
import type { RecordBatch } from '../../../../src/services/ports.ts';
import { PartitionCounter } from '../../../../src/state/commands/partition-counter.ts';
import { trackOf } from '../../../support/tracks.ts';

const PARTITION = 2;
const AT = '2026-11-22T03:04:05.000Z';

/** A counter that has counted nothing of its one partition; its track lines are record ids. */
function startCounter(): PartitionCounter {
  const counter = new PartitionCounter((track) => `${track.record_id}\n`);
  const analytics = new PartitionAnalytics();
  counter.assign({ partition: PARTITION, nextOffset: 0, expiredRecords: 0, analytics });
  return counter;
}

/** Records with the offsets `[from, to)`, which are their record ids too, and offsets without any up to `next`. */
function batchOf(from: number, to: number, next = to): RecordBatch {
  const records = Array.from({ length: to - from }, (_, index) => {
    const offset = from + index;
    const value = Buffer.from(JSON.stringify(trackOf({ record_id: offset })));
    return { offset, timestampMs: 0, key: 'k', value, headers: { dataset: 'abcdef0123456789' } };
  });
  const logEndOffset = Number.MAX_SAFE_INTEGER;
  return { topic: 'tracks', partition: PARTITION, records, nextOffset: next, logEndOffset };
}

/** In steps, as a membership does. */
function count(counter: PartitionCounter, batch: RecordBatch, step = batch.records.length): void {
  let from = 0;
  do {
    const to = Math.min(from + Math.max(step, 1), batch.records.length);
    counter.count(batch, from, to, AT);
    from = to;
  } while (from < batch.records.length);
}

function countedIds(counter: PartitionCounter): readonly number[] {
  const lines = Buffer.from(counter.unsaved().trackLines).toString();
  return lines.split('\n').slice(0, -1).map(Number);
}

test('a batch that ends below what is counted takes nothing back', () => {
  const counter = startCounter();
  count(counter, batchOf(0, 9));

  count(counter, batchOf(2, 5));

  expect(counter.nextOffset(PARTITION)).toBe(9);
  expect(counter.recordsCounted).toBe(9);
});

test('offsets without records behind a batch are covered with its last record, not before', () => {
  const counter = startCounter();
  const batch = batchOf(0, 4, 7);

  counter.count(batch, 0, 3, AT);
  const inTheMiddle = counter.nextOffset(PARTITION);
  counter.count(batch, 3, 4, AT);

  expect(inTheMiddle).toBe(3);
  expect(counter.nextOffset(PARTITION)).toBe(7);
});

test('records that expired below what is counted are not missing', () => {
  const counter = startCounter();
  count(counter, batchOf(0, 9));

  counter.skipExpired(PARTITION, 0, 6);

  expect(counter.unsaved().partitions).toMatchObject([{ nextOffset: 9, expiredRecords: 0 }]);
});

test('records that expired are to be saved, and once they are, they are not saved again', () => {
  const counter = startCounter();
  counter.skipExpired(PARTITION, 0, 4);
  const isDirty = counter.isDirty;

  counter.markSaved();

  expect(isDirty).toBe(true);
  expect(counter.isDirty).toBe(false);
  expect(counter.unsaved().partitions).toMatchObject([{ nextOffset: 4, expiredRecords: 0 }]);
  expect(counter.states()).toMatchObject([{ expiredRecords: 4 }]);
});

test('of a partition that was given up nothing is counted and nothing saved', () => {
  const counter = startCounter();
  count(counter, batchOf(0, 3));
  counter.markSaved();

  counter.revoke([PARTITION]);
  count(counter, batchOf(3, 6));
  counter.skipExpired(PARTITION, 6, 9);

  expect(counter.recordsCounted).toBe(3);
  expect(counter.unsaved().partitions).toEqual([]);
  expect(countedIds(counter)).toEqual([]);
});

const anyDelivery = fc.record({
  from: fc.nat({ max: 40 }),
  records: fc.nat({ max: 12 }),
  gap: fc.nat({ max: 3 }),
  step: fc.integer({ min: 1, max: 5 }),
  isSavedAfter: fc.boolean(),
});

test('wherever reading jumps to, each record counts once and has one line', () => {
  fc.assert(
    fc.property(fc.array(anyDelivery, { maxLength: 12 }), (deliveries) => {
      const counter = startCounter();
      const saved: number[] = [];
      const seen: number[] = [];
      let next = 0;
      for (const { from: wanted, records, gap, step, isSavedAfter } of deliveries) {
        // Back to anywhere, never ahead: that would leave records out.
        const from = Math.min(wanted, next);
        const to = from + records;
        for (let id = Math.max(from, next); id < to; id += 1) seen.push(id);
        count(counter, batchOf(from, to, to + gap), step);
        next = Math.max(next, to + gap);
        if (!isSavedAfter) continue;
        saved.push(...countedIds(counter));
        counter.markSaved();
      }

      expect([...saved, ...countedIds(counter)]).toEqual(seen);
      expect(counter.recordsCounted).toBe(seen.length);
      expect(counter.recordsUnsaved).toBe(seen.length - saved.length);
      expect(counter.nextOffset(PARTITION)).toBe(next);
      const { total } = mergeAnalytics(counter.states().map(({ analytics }) => analytics));
      expect(total).toBe(seen.length);
    }),
  );
});
