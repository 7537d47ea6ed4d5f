import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAbortedTransactions } from '../../../../../src/services/broker/kafka/aborted-transactions.ts';

test('records of an aborted transaction are aborted until its marker, then no more', () => {
  const transactions = createAbortedTransactions([{ producerId: 7n, firstOffset: 3n }]);

  const before = transactions.isAborted(7n, 2);
  const inside = transactions.isAborted(7n, 4);
  transactions.end(7n, 5);
  const behind = transactions.isAborted(7n, 6);

  expect([before, inside, behind]).toEqual([false, true, false]);
});

test('an abort that lies before what was fetched does not reach into the next transaction', () => {
  const transactions = createAbortedTransactions([{ producerId: '7', firstOffset: '3' }]);

  transactions.end('7', 5);

  expect(transactions.isAborted('7', 6)).toBe(false);
});

type Event = { readonly producer: number; readonly kind: 'record' | 'abort' | 'commit' };

/** Transactions as a broker lists the aborted ones: in the order of their markers. */
function listAborted(events: readonly Event[]) {
  const open = new Map<number, number>();
  const aborted: { producerId: string; firstOffset: string }[] = [];
  for (const [offset, { producer, kind }] of events.entries()) {
    const first = open.get(producer);
    if (kind === 'record') open.set(producer, first ?? offset);
    else open.delete(producer);
    if (kind === 'abort' && first !== undefined) {
      aborted.push({ producerId: String(producer), firstOffset: String(first) });
    }
  }
  return aborted;
}

/** What becomes of each record: the next marker of its producer says. */
function isAbortedByDefinition(events: readonly Event[], offset: number): boolean {
  const producer = events[offset]?.producer;
  const marker = events
    .slice(offset)
    .find((event) => event.producer === producer && event.kind !== 'record');
  return marker?.kind === 'abort';
}

const events = fc.array(
  fc.record({
    producer: fc.nat(3),
    kind: fc.constantFrom(
      'record' as const,
      'record' as const,
      'abort' as const,
      'commit' as const,
    ),
  }),
  { maxLength: 60 },
);

test('however transactions of several producers interleave, exactly the aborted records are aborted', () => {
  fc.assert(
    fc.property(events, fc.nat(60), (log, from) => {
      const transactions = createAbortedTransactions(listAborted(log));
      for (const [offset, { producer, kind }] of log.entries()) {
        if (offset < from) continue;
        if (kind === 'abort') transactions.end(String(producer), offset);
        if (kind !== 'record') continue;
        const isAborted = transactions.isAborted(String(producer), offset);
        // A transaction that ended before the fetch is not in the broker's list of it.
        if (from === 0) expect(isAborted).toBe(isAbortedByDefinition(log, offset));
      }
    }),
  );
});
