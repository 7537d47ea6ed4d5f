import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReadRow } from '../../../../src/domain/row-check.ts';
import { openRowSource } from '../../../../src/services/csv/row-source.ts';
import type { RowSource } from '../../../../src/services/ports.ts';
import { HEADER, rowLine, rowLineWithRawTitle } from '../../../support/csv/csv-text.ts';
import { memorySource, never, outcomes, readRowsOf } from '../../../support/csv/sources.ts';

const MIB = 1024 * 1024;

function sourceOf(body: string | Buffer, chunkBytes?: number): Promise<RowSource> {
  const csv = Buffer.concat([Buffer.from(HEADER), Buffer.from(body)]);
  return openRowSource(memorySource(csv, chunkBytes), never);
}

async function rowsOf(body: string | Buffer): Promise<readonly ReadRow[]> {
  return readRowsOf(await sourceOf(body));
}

function rawText(row: ReadRow | undefined): string | undefined {
  return row?.raw === null ? undefined : Buffer.from(row?.raw ?? []).toString();
}

function titles(rows: readonly ReadRow[]): readonly (string | null)[] {
  return rows.map(({ verdict }) => (verdict.ok ? verdict.row.track_name : null));
}

test('rows carry their number, physical line and the place after them', async () => {
  const first = rowLine();
  const second = rowLine({ track_name: 'a\nb\r\nc' }).replace(/\n$/, '\r\n');
  const third = rowLine({ energy: '7' });

  const rows = await rowsOf(`${first}\n${second}${third}`);

  const firstEnd = HEADER.length + first.length;
  const secondEnd = firstEnd + 1 + second.length;
  expect(rows.map(({ recordId, line, next }) => ({ recordId, line, next }))).toEqual([
    { recordId: 0, line: 2, next: { recordId: 1, byte: firstEnd, line: 3 } },
    { recordId: 1, line: 4, next: { recordId: 2, byte: secondEnd, line: 7 } },
    { recordId: 2, line: 7, next: { recordId: 3, byte: secondEnd + third.length, line: 8 } },
  ]);
});

test('NUL bytes, escape sequences and line breaks in quotes are text', async () => {
  const wanted = ['a\0b', '\u001b[31mred\u001b[0m', 'line\nbreak', 'cr\r\nlf', 'tab\t', '"'];

  const rows = await rowsOf(wanted.map((title) => rowLine({ track_name: title })).join(''));

  expect(titles(rows)).toEqual(wanted);
});

test('a rejected row keeps its bytes without the line break', async () => {
  const line = rowLine({ explicit: 'maybe' }).trimEnd();

  const rows = await rowsOf(`${line}\r\n${line}\n${line}`);

  expect(rows.map(rawText)).toEqual([line, line, line]);
  expect(outcomes(rows)).toEqual(Array(3).fill('not-a-boolean explicit'));
});

test('a row with a wrong number of columns is rejected alone', async () => {
  const rows = await rowsOf(`${rowLine()}a,b\n${rowLine()}`);

  expect(outcomes(rows)).toEqual(['ok', 'column-count', 'ok']);
  expect(rows[1]?.verdict).toMatchObject({ rejection: { value: '2 instead of 21' } });
});

test('bytes that are no UTF-8 reject their row only', async () => {
  const [before, after] = rowLine({ track_name: 'caf#' }).split('#');
  const latin1 = Buffer.concat([
    Buffer.from(`${before}`),
    Buffer.of(0xe9),
    Buffer.from(`${after}`),
  ]);
  const good = Buffer.from(rowLine({ track_name: 'café' }));

  const rows = await rowsOf(Buffer.concat([good, latin1, good]));

  expect(outcomes(rows)).toEqual(['ok', 'invalid-utf8', 'ok']);
  expect(Buffer.from(rows[1]?.raw ?? []).equals(latin1.subarray(0, -1))).toBe(true);
});

test('a quote that is never closed costs one row', async () => {
  const open = rowLineWithRawTitle('"never closed');
  const good = rowLine();

  const rows = await rowsOf(good + open + good.repeat(3));

  expect(outcomes(rows)).toEqual(['ok', 'quote-not-closed track_name', 'ok', 'ok', 'ok']);
  expect(rawText(rows[1])).toBe(open.trimEnd());
  expect(rows[1]?.line).toBe(3);
});

test('a quote that is never closed costs one row in a file of many blocks', async () => {
  const good = rowLine();
  const many = Math.ceil((3 * MIB) / good.length);

  const rows = await rowsOf(good + rowLineWithRawTitle('"never closed') + good.repeat(many));

  expect(rows).toHaveLength(many + 2);
  expect(outcomes(rows).filter((outcome) => outcome !== 'ok')).toEqual([
    'quote-not-closed track_name',
  ]);
});

test('a quote left open that a row closes in another column costs no row between', async () => {
  const good = rowLine();
  const open = rowLineWithRawTitle('"left open');
  const closing = rowLine({ artists: '<closed>' }).replace('<closed>', 'closed"');

  const rows = await rowsOf(good + open + good.repeat(2) + closing + good);

  expect(outcomes(rows)).toEqual([
    'ok',
    'column-count',
    'ok',
    'ok',
    'quote-misplaced artists',
    'ok',
  ]);
  expect(rawText(rows[1])).toBe(open.trimEnd());
});

test('a quote left open that a row closes in the same column costs no row between', async () => {
  const good = rowLine();
  const open = rowLineWithRawTitle('"left open');
  const closing = rowLineWithRawTitle('closed here"');

  const rows = await rowsOf(good + open + good.repeat(2) + closing + good);

  expect(outcomes(rows)).toEqual([
    'ok',
    'quote-not-closed track_name',
    'ok',
    'ok',
    'quote-misplaced track_name',
    'ok',
  ]);
});

test.for([
  ['inside plain text', 'say "hi"'],
  ['after the end of quoted text', '"say" hi'],
] as const)('a quote %s rejects the row', async ([, title]) => {
  const rows = await rowsOf(rowLine() + rowLineWithRawTitle(title) + rowLine());

  expect(outcomes(rows)).toEqual(['ok', 'quote-misplaced track_name', 'ok']);
});

test('a parser error in a later line of a quoted row rejects its first line only', async () => {
  const row = rowLineWithRawTitle('"two\nlines" and more');

  const rows = await rowsOf(row + rowLine());

  expect(outcomes(rows)).toEqual(['quote-misplaced track_name', 'quote-misplaced', 'ok']);
  expect(rawText(rows[0])).toBe(row.slice(0, row.indexOf('\n')));
});

test('a line of 10 MB is rejected, told by its length and not kept', async () => {
  const huge = rowLine({ track_name: 'x'.repeat(10_000_000) });

  const rows = await rowsOf(rowLine() + huge + rowLine());

  expect(outcomes(rows)).toEqual(['ok', 'record-too-large', 'ok']);
  expect(rows[1]?.verdict).toMatchObject({
    rejection: { column: '', value: `${huge.length - 1} bytes` },
  });
  expect(rows[1]?.raw).toHaveLength(65_536);
  expect(rows[2]).toMatchObject({ recordId: 2, line: 4 });
});

test.for([
  [0, 'ok'],
  [1, 'record-too-large'],
] as const)('a row of 1 MiB and %i bytes is %s', async ([extra, outcome]) => {
  for (const lineBreak of ['\n', '\r\n', '']) {
    const rest = rowLine({ track_name: '' }).trimEnd();
    const line = rowLine({ track_name: 'x'.repeat(MIB + extra - rest.length) }).trimEnd();

    const rows = await rowsOf(`${rowLine()}${line}${lineBreak}`);

    expect(outcomes(rows)).toEqual(['ok', outcome]);
  }
});

test('a quoted row of many lines over 1 MiB costs its first line, and every line is counted', async () => {
  const long = rowLine({ track_name: `start\n${`${'y'.repeat(1023)}\n`.repeat(1024)}end` });

  const rows = await rowsOf(rowLine() + long + rowLine());

  expect(outcomes(rows).slice(0, 3)).toEqual(['ok', 'quote-not-closed track_name', 'column-count']);
  expect(rows).toHaveLength(2 + long.split('\n').length - 1);
  expect(outcomes(rows).at(-1)).toBe('ok');
});

test('a row longer than a block is read whole', async () => {
  const long = 'word '.repeat(60_000);

  const rows = await rowsOf(rowLine() + rowLine({ track_name: `${long}\n${long}` }) + rowLine());

  expect(outcomes(rows)).toEqual(['ok', 'ok', 'ok']);
  expect(titles(rows)[1]).toBe(`${long}\n${long}`);
});

test('rows come some hundreds at a time and nothing is read ahead of them', async () => {
  const body = rowLine().repeat(20_000);
  const csv = Buffer.from(HEADER + body);
  let bytesRead = 0;
  const source = await openRowSource(
    {
      ...memorySource(''),
      async *open(from) {
        bytesRead = from;
        for await (const chunk of memorySource(csv).open(from, never)) {
          bytesRead += chunk.length;
          yield chunk;
        }
      },
    },
    never,
  );

  for await (const rows of source.rows(source.start, never)) {
    expect(rows.length).toBeLessThan(1000);
    expect(bytesRead - (rows.at(-1)?.next.byte ?? 0)).toBeLessThan(2 * 65_536);
  }
});

test('leaving the rows early ends the source', async () => {
  let isEnded = false;
  const source = await openRowSource(
    {
      ...memorySource(''),
      async *open(from) {
        isEnded = false;
        try {
          yield* memorySource(HEADER + rowLine().repeat(2000)).open(from, never);
        } finally {
          isEnded = true;
        }
      },
    },
    never,
  );

  for await (const _ of source.rows(source.start, never)) break;

  expect(isEnded).toBe(true);
});

/** Pieces of CSV, sound and broken, of which any row of letters makes a file. */
const PIECES = fc.constantFrom(
  rowLine(),
  rowLine({ track_name: 'two\nlines' }),
  rowLine({ artists: '', track_name: 'a,b "c"' }).replace('\n', '\r\n'),
  rowLine({ energy: '2' }),
  rowLineWithRawTitle('"open'),
  rowLineWithRawTitle('close"'),
  rowLineWithRawTitle('"a" b'),
  rowLineWithRawTitle('""'),
  '\n',
  '\r\n',
  '"\n',
  '""""\n',
  'a,b\n',
  '"a\n\nb",c\n',
  '\r',
  '\0\n',
);

const BODIES = fc
  .array(PIECES, { minLength: 1, maxLength: 12 })
  .map((pieces) => pieces.join(''))
  .filter((body) => body.trim() !== '');

/** What does not depend on whether the row's block is still in memory. */
function comparable(rows: readonly ReadRow[]): unknown {
  return rows.map((row) => ({ ...row, raw: rawText(row) }));
}

test('reading from after any row gives exactly the rest', async () => {
  await fc.assert(
    fc.asyncProperty(BODIES, async (body) => {
      const source = await sourceOf(body);
      const whole = await readRowsOf(source);

      for (const [at, { next }] of whole.entries()) {
        const rest = await readRowsOf(source, next);

        expect(comparable(rest)).toEqual(comparable(whole.slice(at + 1)));
      }
    }),
  );
});

test('rows do not depend on how the file comes in chunks', async () => {
  await fc.assert(
    fc.asyncProperty(BODIES, fc.integer({ min: 1, max: 300 }), async (body, chunkBytes) => {
      const whole = await rowsOf(body);

      const chunked = await readRowsOf(await sourceOf(body, chunkBytes));

      expect(comparable(chunked)).toEqual(comparable(whole));
    }),
  );
});

test('rows do not depend on where the blocks end', async () => {
  const body = fc.sample(BODIES, { numRuns: 150, seed: 7 }).join('\n');

  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 900 }), async (shift) => {
      // As many bytes before it as half a block, so that blocks end in another place each time.
      const padding = `${'p'.repeat(32_000 + shift)}\n`;
      const [, ...rows] = await rowsOf(padding + body);
      const [, ...unpadded] = await rowsOf(`p\n${body}`);

      const moved = rows.map(({ next, ...row }) => ({
        ...row,
        next: { ...next, byte: next.byte - padding.length + 2 },
      }));
      expect(comparable(moved)).toEqual(comparable(unpadded));
    }),
    { numRuns: 15 },
  );
});

test('every byte of the file belongs to a row or to a blank line', async () => {
  await fc.assert(
    fc.asyncProperty(BODIES, async (body) => {
      const bytes = Buffer.from(HEADER + body);
      const source = await sourceOf(body);
      let at = source.start;

      for (const { recordId, line, next } of await readRowsOf(source)) {
        const text = bytes.toString('latin1', at.byte, next.byte);
        const blank = /^(?:\r?\n)*/.exec(text)?.[0] ?? '';
        expect(recordId).toBe(at.recordId);
        expect(line).toBe(at.line + blank.split('\n').length - 1);
        expect(next.recordId).toBe(recordId + 1);
        expect(next.line).toBe(at.line + text.split('\n').length - 1);
        at = next;
      }

      expect(bytes.toString('latin1', at.byte)).toMatch(/^(?:\r?\n)*$/);
    }),
  );
});
