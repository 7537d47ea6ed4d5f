import { expect, test } from 'vitest';
import type { ReadRow } from '../../../../src/domain/row-check.ts';
import type { Batch } from '../../../../src/state/commands/batch.ts';
import { rowsIn, splitBatches } from '../../../../src/state/commands/split-batches.ts';
import { trackOf } from '../../../support/tracks.ts';

/** Batches of rows with these numbers; reading goes on after each at the next number. */
function batchesOf(...recordIds: readonly (readonly number[])[]): Batch[] {
  return recordIds.map((ids) => {
    const rows = ids.map(rowOf);
    return { rows, next: positionOf((ids.at(-1) ?? 0) + 1) };
  });
}

function rowOf(recordId: number): ReadRow {
  const { timestamp: _, ...row } = trackOf({ record_id: recordId });
  return {
    recordId,
    line: recordId + 2,
    next: positionOf(recordId + 1),
    verdict: { ok: true, row, isIncomplete: false },
    raw: null,
  };
}

function positionOf(recordId: number) {
  return { recordId, byte: recordId * 100, line: recordId + 2 };
}

function idsIn(batches: readonly Batch[]): number[][] {
  return batches.map(({ rows }) => rows.map(({ recordId }) => recordId));
}

test('a batch that lies across becomes two, each with its own place to go on', () => {
  const batches = batchesOf([0, 1, 2], [3, 4, 5], [6]);

  const [first, rest] = splitBatches(batches, 5);

  expect(idsIn(first)).toEqual([
    [0, 1, 2],
    [3, 4],
  ]);
  expect(idsIn(rest)).toEqual([[5], [6]]);
  expect(first.map(({ next }) => next.recordId)).toEqual([3, 5]);
  expect(rest.map(({ next }) => next.recordId)).toEqual([6, 7]);
});

test.each([3, 6, 7, 100])('no row is lost or doubled when %i may go', (rows) => {
  const batches = batchesOf([0, 1, 2], [3, 4, 5], [6]);

  const [first, rest] = splitBatches(batches, rows);

  expect(idsIn([...first, ...rest]).flat()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(rowsIn(first)).toBe(Math.min(rows, 7));
  expect(first.every((batch) => batches.includes(batch))).toBe(true);
});
