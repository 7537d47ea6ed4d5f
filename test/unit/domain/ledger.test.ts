import { expect, test } from 'vitest';
import {
  addTotals,
  formatLedger,
  joinSpans,
  type Ledger,
  ledgerKey,
  NO_ROWS,
  parseLedger,
} from '../../../src/domain/ledger.ts';

const ledger: Ledger = {
  datasetSha256: 'ab'.repeat(32),
  topic: 'tracks',
  topicId: 'id-1',
  isDemo: false,
  isComplete: false,
  next: { recordId: 12, byte: 3456, line: 15 },
  totals: { rowsRead: 12, acknowledged: 9, incomplete: 1, rejected: 2, failed: 1 },
  rejects: { bytes: 120, crc32: 77 },
  spans: { 0: { first: 3, next: 8 } },
  startedAt: 1000,
  updatedAt: 2000,
};
const key = ledgerKey('tracks', 'ab'.repeat(32));

test('a ledger reads back as it was written', () => {
  expect(parseLedger(key, formatLedger(ledger))).toMatchObject(ledger);
});

test.each([
  ['is cut short', (text: string) => text.slice(0, -5)],
  ['is of another version', (text: string) => text.replace('"version":1', '"version":2')],
  ['belongs to another topic', (text: string) => text.replace('"tracks"', '"others"')],
  ['has a negative count', (text: string) => text.replace('"rejected":2', '"rejected":-2')],
  ['lacks its position', (text: string) => text.replace('"next":{"recordId"', '"x":{"recordId"')],
  ['has a broken span', (text: string) => text.replace('"first":3', '"first":"3"')],
])('a ledger that %s is refused rather than guessed at', (_, damage) => {
  const damaged = damage(formatLedger(ledger));

  expect(damaged).not.toBe(formatLedger(ledger));
  expect(() => parseLedger(key, damaged)).toThrow(
    expect.objectContaining({ code: 'LEDGER_INVALID' }),
  );
});

test('totals add up field by field', () => {
  const sum = addTotals(ledger.totals, { ...NO_ROWS, rowsRead: 5, acknowledged: 5 });

  expect(sum).toEqual({ rowsRead: 17, acknowledged: 14, incomplete: 1, rejected: 2, failed: 1 });
});

test('joined spans cover both', () => {
  expect(joinSpans({ first: 3, next: 8 }, { first: 10, next: 20 })).toEqual({ first: 3, next: 20 });
  expect(joinSpans(undefined, { first: 10, next: 20 })).toEqual({ first: 10, next: 20 });
});
