import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseLines } from '../../../../src/services/csv/parse-lines.ts';
import { parseRecords } from '../../../../src/services/csv/parse-records.ts';

type Parser = typeof parseLines | typeof parseRecords;
type Parsed = { readonly fields: readonly string[]; readonly end: number };

/** What a parser hands over until it has been told to stop after `limit` records. */
function recordsOf(parser: Parser, bytes: Buffer, limit: number): readonly Parsed[] {
  const records: Parsed[] = [];
  parser(bytes, (fields, end) => {
    records.push({ fields: [...fields], end });
    return records.length < limit;
  });
  return records;
}

const TEXTS = ['a', ' ', ',', ',,', '"', '""', '\n', '\r', '\r\n', '\0', 'é', '漢', '\ufeff', "'"];
const FIELDS = ['"a,b"', '"line\nbreak"', '"cr\r\nlf"', '"say ""so"""', 'a "quoted" b', '"open,\n'];
const BROKEN_UTF8 = [Buffer.of(0xe9), Buffer.of(0xf0, 0x9f), Buffer.of(0xc0, 0x80)];
const PIECES = fc.constantFrom(
  ...[...TEXTS, ...FIELDS].map((text) => Buffer.from(text)),
  ...BROKEN_UTF8,
);
const LINES = fc.array(PIECES, { maxLength: 40 }).map((pieces) => Buffer.concat(pieces));

test('records, and where they end, are those of csv-parse, whatever the bytes', () => {
  fc.assert(
    fc.property(LINES, (bytes) => {
      const expected = recordsOf(parseRecords, bytes, Number.POSITIVE_INFINITY);

      const records = recordsOf(parseLines, bytes, Number.POSITIVE_INFINITY);

      expect(records).toEqual(expected);
    }),
    { numRuns: 3_000 },
  );
});

test('nothing is handed over after the record at which it was told to stop', () => {
  fc.assert(
    fc.property(LINES, fc.integer({ min: 1, max: 5 }), (bytes, limit) => {
      const expected = recordsOf(parseRecords, bytes, limit);

      const records = recordsOf(parseLines, bytes, limit);

      expect(records).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('a line that is quoted well between two parts of a longer record is a part of it', () => {
  const bytes = Buffer.from('a,"b\n"c",d\ne",f\nplain,line\n');

  const records = recordsOf(parseLines, bytes, Number.POSITIVE_INFINITY);

  expect(records).toEqual(recordsOf(parseRecords, bytes, Number.POSITIVE_INFINITY));
});
