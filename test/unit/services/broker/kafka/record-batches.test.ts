import type { KafkaMessage } from 'kafkajs';
import { expect, test } from 'vitest';
import { recordBatches } from '../../../../../src/services/broker/kafka/record-batches.ts';

function message(offset: number, changes: Partial<KafkaMessage> = {}): KafkaMessage {
  return {
    offset: String(offset),
    timestamp: '1700000000000',
    key: Buffer.from('key'),
    value: Buffer.from('value'),
    attributes: 0,
    headers: {},
    ...changes,
  } as KafkaMessage;
}

const options = { topic: 'tracks', maxBatchRecords: 2 };

function fetched(messages: readonly KafkaMessage[], nextOffset: number) {
  return { partition: 1, fetchedOffset: 0, messages, nextOffset, logEndOffset: 20 };
}

test('a fetch is cut into parts, of which the last reaches over the markers behind it', () => {
  const messages = [message(0), message(1), message(5), message(6), message(9)];

  const parts = [...recordBatches(fetched(messages, 11), options)];

  expect(parts.map(({ records }) => records.map(({ offset }) => offset))).toEqual([
    [0, 1],
    [5, 6],
    [9],
  ]);
  expect(parts.map(({ nextOffset }) => nextOffset)).toEqual([2, 7, 11]);
});

test('headers become text, of several with one name the last', () => {
  const headers = {
    one: Buffer.from('1'),
    two: [Buffer.from('a'), Buffer.from('b')],
    none: undefined,
  };

  const [part] = recordBatches(fetched([message(0, { headers })], 1), options);

  expect(part?.records[0]?.headers).toEqual({ one: '1', two: 'b', none: '' });
});

test('a record without key and value has no key and an empty value', () => {
  const [part] = recordBatches(fetched([message(3, { key: null, value: null })], 4), options);

  expect(part?.records[0]).toMatchObject({ offset: 3, key: null, value: Buffer.alloc(0) });
});
