import { expect, test } from 'vitest';
import { balance } from '../../../src/domain/books.ts';

const closed = {
  ingest: { rowsRead: 100, acknowledged: 90, incomplete: 4, rejected: 7, failed: 3 },
  inFlight: 0,
  consumed: 90,
  expired: 0,
  exported: 90,
  foreign: 12,
};

test('books are balanced when every row is accounted for, foreign records apart', () => {
  expect(balance(closed)).toEqual({ isBalanced: true, gap: null });
});

test('records in flight are accounted for', () => {
  const ingest = { ...closed.ingest, acknowledged: 85 };

  const verdict = balance({ ...closed, ingest, inFlight: 5, consumed: 85, exported: 85 });

  expect(verdict.isBalanced).toBe(true);
});

test('a row that went nowhere is named', () => {
  const ingest = { ...closed.ingest, rowsRead: 1101 };

  expect(balance({ ...closed, ingest }).gap).toBe(
    'rows read 1,101, acknowledged + in flight + rejected + failed 100: 1,001 outstanding',
  );
});

test('records counted twice are named', () => {
  expect(balance({ ...closed, consumed: 92 }).gap).toBe('acknowledged 90, consumed 92: 2 too many');
});

test('records that retention removed are given as the reason', () => {
  expect(balance({ ...closed, consumed: 80, exported: 80, expired: 10 }).gap).toBe(
    'acknowledged 90, consumed 80: 10 outstanding; retention removed 10 unread',
  );
});

test('exports that lag behind what was consumed are named', () => {
  expect(balance({ ...closed, exported: 60 }).gap).toBe('consumed 90, exported 60: 30 outstanding');
});
