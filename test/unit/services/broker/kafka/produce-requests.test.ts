import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  encodeProduceInOnePass,
  encodeProduceRequest,
  type ProduceRequest,
} from '../../../../../src/services/broker/kafka/produce-requests.ts';

const require = createRequire(import.meta.url);

type KafkajsEncoding = { readonly encode: () => Promise<{ readonly buffer: Buffer }> };

/** What kafkajs itself makes of the request. */
const kafkajsRequest: (
  request: ProduceRequest,
) => KafkajsEncoding = require('kafkajs/src/protocol/requests/produce/v3/request');

const NOW = 1_700_000_000_000;

const content = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);

const message = fc.record({
  key: fc.option(content),
  value: fc.option(content),
  timestamp: fc.integer({ min: NOW, max: NOW + 10_000_000 }).map(String),
  headers: fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(content, fc.array(content))),
});

const produceRequest: fc.Arbitrary<ProduceRequest> = fc.record({
  transactionalId: fc.option(fc.string({ minLength: 1 })),
  acks: fc.constantFrom(-1, 1),
  timeout: fc.nat(),
  producerId: fc.maxSafeNat().map(String),
  producerEpoch: fc.nat(32_767),
  topicData: fc.array(
    fc.record({
      topic: fc.string(),
      partitions: fc.array(
        fc.record({
          partition: fc.nat(1_000),
          firstSequence: fc.nat(),
          messages: fc.array(message, { minLength: 1, maxLength: 200 }),
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 3 },
  ),
});

test('a produce request has the bytes that kafkajs gives it', async () => {
  await fc.assert(
    fc.asyncProperty(produceRequest, async (request) => {
      const { buffer } = encodeProduceRequest(request, NOW);

      const expected = await kafkajsRequest(request).encode();
      expect(buffer.equals(expected.buffer)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('a record without a time has the time of its request', () => {
  const timed = requestOf({ value: 'late', timestamp: String(NOW) });
  const untimed = requestOf({ value: 'late' });

  expect(encodeProduceRequest(untimed, NOW).buffer).toEqual(
    encodeProduceRequest(timed, NOW + 5).buffer,
  );
});

test('kafkajs takes the encoding up where it is uncompressed, however often that is asked for', async () => {
  encodeProduceInOnePass();
  encodeProduceInOnePass();

  const request = requestOf({ value: 'some', timestamp: String(NOW) });
  const plain = produceVersion(7)(request).request;
  const packed = produceVersion(7)({ ...request, compression: 1 }).request;

  expect(await plain.encode()).toStrictEqual(encodeProduceRequest(request, NOW));
  expect(await packed.encode()).not.toStrictEqual(encodeProduceRequest(request, NOW));
});

function requestOf(only: { readonly value: string; readonly timestamp?: string }): ProduceRequest {
  const partitions = [{ partition: 0, messages: [only] }];
  return { acks: -1, timeout: 1_000, topicData: [{ topic: 'tracks', partitions }] };
}

type Produce = (request: ProduceRequest) => { readonly request: KafkajsEncoding };

function produceVersion(version: number): Produce {
  const { requests } = require('kafkajs/src/protocol/requests');
  return requests.Produce.protocol({ version });
}
