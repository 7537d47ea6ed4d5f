import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { toConsoleError } from '../../../../src/domain/errors.ts';
import { openRowSource } from '../../../../src/services/csv/row-source.ts';
import { COLUMNS, HEADER, rowLine } from '../../../support/csv/csv-text.ts';
import { memorySource, never, outcomes, readRowsOf } from '../../../support/csv/sources.ts';

async function failureOf(content: string | Buffer) {
  try {
    await openRowSource(memorySource(content), never);
  } catch (error) {
    const { code, message, hint = '', exitCode } = toConsoleError(error);
    return { code, message, hint, exitCode };
  }
  throw new Error('Opening did not fail');
}

/** A header and one row under it, with other names or separators. */
function csvWith(columns: readonly string[], separator = ','): string {
  const cells = rowLine().trim().split(',');
  return `${columns.join(separator)}\n${cells.slice(0, columns.length).join(separator)}\n`;
}

test('the fingerprint is length and SHA-256 of the whole CSV', async () => {
  const csv = HEADER + rowLine() + rowLine({ track_name: 'Été' });
  const progress: number[] = [];

  const source = await openRowSource(memorySource(csv, 100), never, (hashedBytes) =>
    progress.push(hashedBytes),
  );

  const bytes = Buffer.byteLength(csv);
  expect(source.fingerprint).toEqual({
    sha256: createHash('sha256').update(csv).digest('hex'),
    bytes,
  });
  expect(source.start).toEqual({ recordId: 0, byte: HEADER.length, line: 2 });
  expect(progress.slice(0, 2)).toEqual([100, 200]);
  expect(progress.at(-1)).toBe(bytes);
});

test.for([
  ['a byte order mark', `\uFEFF${HEADER}${rowLine()}`],
  ['CRLF', (HEADER + rowLine()).replaceAll('\n', '\r\n')],
  ['both', `\uFEFF${HEADER}${rowLine()}`.replaceAll('\n', '\r\n')],
  ['no line break at the end', (HEADER + rowLine()).trimEnd()],
  ['blank lines', `${HEADER}\n\r\n${rowLine()}\n\n`],
  ['quoted names', `${HEADER.trim().replaceAll(/[a-z_]+/g, '"$&"')}\n${rowLine()}`],
] as const)('a file with %s is read as one without', async ([, csv]) => {
  const source = await openRowSource(memorySource(csv), never);

  const rows = await readRowsOf(source);

  const plain = await openRowSource(memorySource(HEADER + rowLine()), never);
  expect(rows.map(({ verdict }) => verdict)).toEqual(
    (await readRowsOf(plain)).map(({ verdict }) => verdict),
  );
  expect(outcomes(rows)).toEqual(['ok']);
});

test('columns in another order, others added and no row index make no difference', async () => {
  const order = [...COLUMNS.keys()].slice(1).reverse();
  const cells = rowLine().trim().split(',');
  const header = [...order.map((at) => COLUMNS[at]), 'mood', 'mood'].join(',');
  const row = [...order.map((at) => cells[at]), 'happy', ''].join(',');

  const source = await openRowSource(memorySource(`${header}\n${row}\n`), never);

  const [read] = await readRowsOf(source);
  const plain = await openRowSource(memorySource(HEADER + rowLine()), never);
  expect(read?.verdict).toEqual((await readRowsOf(plain))[0]?.verdict);
});

test('missing columns are named', async () => {
  const columns = COLUMNS.map((name) => (name === 'tempo' || name === 'artists' ? 'x' : name));

  const failure = await failureOf(csvWith(columns));

  expect(failure).toMatchObject({ code: 'DATASET_HEADER', exitCode: 1 });
  expect(failure.message).toBe('memory.csv lacks the columns artists, tempo');
});

test('a repeated column is named', async () => {
  const columns = [...COLUMNS, 'energy'];

  const failure = await failureOf(csvWith(columns));

  expect(failure.code).toBe('DATASET_HEADER');
  expect(failure.message).toBe('memory.csv has the column energy more than once');
});

test.for([
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
] as const)('a file separated by %j is recognised', async ([separator, plural]) => {
  const failure = await failureOf(csvWith(COLUMNS, separator));

  expect(failure.code).toBe('DATASET_HEADER');
  expect(failure.message).toBe(`memory.csv is separated by ${plural} instead of commas`);
});

test('a file of another kind shows how it begins', async () => {
  const failure = await failureOf('name,age\nAda,36\n');

  expect(failure.code).toBe('DATASET_HEADER');
  expect(failure.message).toBe('memory.csv is no tracks data set: it begins with "name,age"');
  expect(failure.hint).toContain('track_id, track_name');
});

test('UTF-16 is recognised', async () => {
  const failure = await failureOf(Buffer.from(`\uFEFF${HEADER}${rowLine()}`, 'utf16le'));

  expect(failure.code).toBe('DATASET_HEADER');
  expect(failure.message).toContain('UTF-16');
});

test('a header with a broken quote is refused', async () => {
  const failure = await failureOf(HEADER.replace('artists', '"artists') + rowLine());

  expect(failure.code).toBe('DATASET_HEADER');
  expect(failure.message).toContain('quote-not-closed in column 3');
});

test('a file without any line break that is larger than a row may be is refused', async () => {
  const failure = await failureOf(Buffer.alloc(3 * 1024 * 1024, 'x'));

  expect(failure.code).toBe('DATASET_HEADER');
});

test.for([
  ['', 'holds no text'],
  ['\uFEFF', 'holds no text'],
  [HEADER, 'has a header but no rows'],
  [HEADER.trimEnd(), 'has a header but no rows'],
  [`${HEADER}\n\r\n\n`, 'has a header but no rows'],
] as const)('a file without rows is an empty data set (%j)', async ([csv, message]) => {
  expect(await failureOf(csv)).toMatchObject({
    code: 'DATASET_EMPTY',
    exitCode: 1,
    message: `memory.csv ${message}`,
  });
});

test('what the source fails with at its end is found before any row is read', async () => {
  const broken = new Error('cut short');
  const source = {
    ...memorySource(''),
    async *open() {
      yield Buffer.from(HEADER + rowLine());
      throw broken;
    },
  };

  await expect(openRowSource(source, never)).rejects.toBe(broken);
});

test('a data set that ends elsewhere than when it was hashed has changed', async () => {
  let csv = HEADER + rowLine() + rowLine();
  const source = await openRowSource(
    { ...memorySource(''), open: (from, signal) => memorySource(csv).open(from, signal) },
    never,
  );

  csv = HEADER + rowLine();

  await expect(readRowsOf(source)).rejects.toMatchObject({ code: 'DATASET_CHANGED' });
});
