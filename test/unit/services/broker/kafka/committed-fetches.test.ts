import { expect, test } from 'vitest';
import { hideAborted } from '../../../../../src/services/broker/kafka/committed-fetches.ts';

const ABORT_MARKER = Buffer.from([0, 0, 0, 0]);
const COMMIT_MARKER = Buffer.from([0, 0, 0, 1]);

function record(offset: number, producer: number, inTransaction = true) {
  const batchContext = { producerId: String(producer), inTransaction };
  return { offset: String(offset), key: null, batchContext, isControlRecord: false };
}

function marker(offset: number, producer: number, key: Buffer) {
  const batchContext = { producerId: String(producer), inTransaction: true };
  return { offset: String(offset), key, batchContext, isControlRecord: true };
}

/** Offsets that kafkajs will show. */
function shown(messages: readonly { offset: string; isControlRecord: boolean }[]): number[] {
  return messages.filter((each) => !each.isControlRecord).map(({ offset }) => Number(offset));
}

test('records of an aborted transaction that encloses another one are hidden', () => {
  const messages = [
    record(0, 1),
    record(1, 2),
    marker(2, 2, ABORT_MARKER),
    record(3, 1),
    marker(4, 1, ABORT_MARKER),
    record(5, 1),
    marker(6, 1, COMMIT_MARKER),
  ];
  // In the order of the markers, as the broker lists them.
  const abortedTransactions = [
    { producerId: '2', firstOffset: '1' },
    { producerId: '1', firstOffset: '0' },
  ];

  hideAborted({ messages, abortedTransactions });

  expect(shown(messages)).toEqual([5]);
});

test('a fetch that begins within two aborted transactions shows none of their records', () => {
  const messages = [record(7, 2), record(8, 1), record(9, 2)];
  const abortedTransactions = [
    { producerId: '1', firstOffset: '0' },
    { producerId: '2', firstOffset: '5' },
  ];

  hideAborted({ messages, abortedTransactions });

  expect(shown(messages)).toEqual([]);
});

test('records outside of transactions are shown, whatever their producer aborted', () => {
  const messages = [record(0, 1), record(1, 1, false)];

  hideAborted({ messages, abortedTransactions: [{ producerId: '1', firstOffset: '0' }] });

  expect(shown(messages)).toEqual([1]);
});

test('kafkajs is left nothing to filter', () => {
  const partition = {
    messages: [record(0, 1)],
    abortedTransactions: [{ producerId: '1', firstOffset: '0' }],
  };

  hideAborted(partition);

  expect(partition.abortedTransactions).toEqual([]);
});
