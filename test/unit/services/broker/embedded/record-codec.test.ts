import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecordCursor } from '../../../../../src/services/broker/embedded/record-cursor.ts';
import { RecordEncoder } from '../../../../../src/services/broker/embedded/record-encoder.ts';

const text = fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed());
const record = fc.record({
  key: fc.option(text),
  value: fc.oneof(
    text,
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  ),
  headers: fc.dictionary(text, text, { maxKeys: 3 }),
  timestampMs: fc.integer({ min: 0, max: 2 ** 45 }),
});
const records = fc.array(record, { minLength: 1, maxLength: 20 });

type TestRecord = typeof record extends fc.Arbitrary<infer Value> ? Value : never;

function encode(sent: readonly TestRecord[], encoder = new RecordEncoder()): Buffer {
  for (const { timestampMs, ...outgoing } of sent) encoder.append(outgoing, timestampMs);
  return encoder.bytes();
}

function asStored({ key, value, headers, timestampMs }: TestRecord, offset: number) {
  return { offset, timestampMs, key, value: Buffer.from(value), headers: { ...headers } };
}

test('records come out of a batch as they went in, with offsets from its base', () => {
  fc.assert(
    fc.property(records, fc.nat(), (sent, base) => {
      const cursor = new RecordCursor(encode(sent), base);

      const read = sent.map(() => cursor.next());

      expect(read).toEqual(sent.map((each, index) => asStored(each, base + index)));
    }),
  );
});

test('a cursor that skips reads the same records from there on', () => {
  fc.assert(
    fc.property(records, fc.nat(), (sent, seed) => {
      const start = seed % sent.length;
      const cursor = new RecordCursor(encode(sent), 100);

      cursor.skipTo(100 + start);

      expect(cursor.next()).toEqual(asStored(sent[start] as TestRecord, 100 + start));
    }),
  );
});

test('a cleared encoder starts a batch that stands alone', () => {
  fc.assert(
    fc.property(records, records, (earlier, sent) => {
      const encoder = new RecordEncoder();
      encode(earlier, encoder);
      encoder.clear();

      expect(encode(sent, encoder)).toEqual(encode(sent));
      expect(encoder.records).toBe(sent.length);
    }),
  );
});

test('the newest timestamp of a batch is known, whatever the order of its records', () => {
  fc.assert(
    fc.property(records, (sent) => {
      const encoder = new RecordEncoder();
      encode(sent, encoder);

      expect(encoder.maxTimestampMs).toBe(Math.max(...sent.map(({ timestampMs }) => timestampMs)));
    }),
  );
});

test('equal headers in a row take space once', () => {
  const encoder = new RecordEncoder();
  const append = () =>
    encoder.append({ key: null, value: '', headers: { dataset: 'a1b2' } }, 1_000);

  append();
  const first = encoder.byteLength;
  append();

  expect(encoder.byteLength - first).toBe(5);
});
