import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partitionOfKey } from '../../../../../src/domain/partitioner.ts';
import {
  type Destination,
  outgoingMessages,
} from '../../../../../src/services/broker/kafka/outgoing-messages.ts';

const destination: Destination = {
  topic: 'tracks',
  partitions: 5,
  brokers: 1,
  maxMessageBytes: 1_000,
  keylessPartition: 3,
  timestampMs: 1_700_000_000_000,
};

function recordOf(bytes: number) {
  return { key: null, value: 'x'.repeat(bytes) };
}

test('a key decides the partition, and records without one stay together', () => {
  const records = [
    { key: 'ключ', value: 'a' },
    { key: null, value: 'b' },
    { key: null, value: 'c' },
  ];

  const [messages] = outgoingMessages(records, destination);

  const expected = partitionOfKey(new TextEncoder().encode('ключ'), 5);
  expect(messages?.map(({ partition }) => partition)).toEqual([expected, 3, 3]);
  expect(messages?.[0]?.timestamp).toBe('1700000000000');
});

test('where partitions may have several leaders, each request is for one partition', () => {
  const records = ['a', 'b', 'c', 'd', 'a', 'b'].map((key, index) => ({ key, value: `${index}` }));

  const requests = outgoingMessages(records, { ...destination, brokers: 3 });

  const partitions = requests.map((request) => new Set(request.map(({ partition }) => partition)));
  expect(partitions.map(({ size }) => size)).toEqual(requests.map(() => 1));
  expect(new Set(partitions.flatMap((each) => [...each])).size).toBe(requests.length);
  const sent = requests.map((request) => request.map(({ value }) => Number(value)));
  expect(sent.flat().toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
  for (const values of sent) expect(values).toEqual(values.toSorted());
});

test('a request is closed before it grows larger than the topic takes in one batch', () => {
  const records = [recordOf(400), recordOf(400), recordOf(400), recordOf(10)];

  const requests = outgoingMessages(records, destination);

  expect(requests.map(({ length }) => length)).toEqual([2, 2]);
});

test('a record over what the topic takes is refused before anything is sent', () => {
  const records = [recordOf(1), recordOf(1_000)];

  const sending = () => outgoingMessages(records, destination);

  expect(sending).toThrow(expect.objectContaining({ code: 'RECORD_TOO_LARGE' }));
});

test('the bytes count, not the characters', () => {
  const record = { key: null, value: 'é'.repeat(500) };

  expect(() => outgoingMessages([record], destination)).toThrow('over the 1000');
});

test('headers count too', () => {
  const record = { ...recordOf(700), headers: { reason: 'y'.repeat(300) } };

  expect(() => outgoingMessages([record], destination)).toThrow('over the 1000');
});

test('every record is in exactly one request, in its order', () => {
  const sizes = fc.array(fc.nat(880), { maxLength: 50 });
  fc.assert(
    fc.property(sizes, (lengths) => {
      const records = lengths.map((length, index) => ({
        key: `${index}`,
        value: 'x'.repeat(length),
      }));

      const requests = outgoingMessages(records, destination);

      expect(requests.flat().map(({ key }) => key)).toEqual(records.map(({ key }) => key));
      expect(requests.every(({ length }) => length > 0)).toBe(true);
    }),
  );
});
