import { appendFileSync, chmodSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { mkdir, rename, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { toConsoleError } from '../../../../src/domain/errors.ts';
import { translateReadError } from '../../../../src/services/dataset/dataset-errors.ts';
import { openFileSource } from '../../../../src/services/dataset/file-source.ts';
import { HEADER, rowLine } from '../../../support/csv/csv-text.ts';
import { never, readAll } from '../../../support/csv/sources.ts';
import { zipOf } from '../../../support/csv/zip.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const CSV = HEADER + rowLine({ track_name: 'One' }).repeat(40) + rowLine({ track_name: 'Två' });

/** Long enough to be read in many chunks, and hard to pack. */
const LONG_CSV =
  HEADER + Array.from({ length: 20_000 }, (_, row) => rowLine({ track_id: `${row}` })).join('');

function fileWith(content: string | Buffer, name: string): string {
  const path = join(scratchDirectory(), name);
  writeFileSync(path, content);
  return path;
}

/** Opens and reads the file; what it fails with. */
async function failureOf(path: string) {
  try {
    const source = await openFileSource(path);
    await readAll(source.open(0, never));
  } catch (error) {
    const { code, message, hint = '', exitCode } = toConsoleError(error);
    return { code, message, hint, exitCode };
  }
  throw new Error('Reading did not fail');
}

function openFilesUnder(path: string): readonly string[] {
  return readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return '';
      }
    })
    .filter((target) => target === path);
}

async function packed(kind: 'csv' | 'csv.gz' | 'zip' | 'stored.zip', csv: string): Promise<Buffer> {
  switch (kind) {
    case 'csv':
      return Buffer.from(csv);
    case 'csv.gz':
      return gzipSync(csv);
    case 'zip':
      return zipOf({ 'tracks.csv': csv });
    case 'stored.zip':
      return zipOf({ 'tracks.csv': csv }, { compress: false });
  }
}

const KINDS = ['csv', 'csv.gz', 'zip', 'stored.zip'] as const;

test.for(KINDS)('a .%s file gives the unpacked CSV', async (kind) => {
  const path = fileWith(await packed(kind, CSV), `tracks.${kind}`);

  const source = await openFileSource(path);

  expect((await readAll(source.open(0, never))).toString()).toBe(CSV);
  expect(source.isDemo).toBe(false);
});

test.for(KINDS)('a .%s file can be read from any byte of the CSV on', async (kind) => {
  const bytes = Buffer.from(LONG_CSV);
  const path = fileWith(await packed(kind, LONG_CSV), `t.${kind}`);
  const source = await openFileSource(path);

  for (const from of [1, 65_536, 200_001, bytes.length]) {
    const rest = await readAll(source.open(from, never));

    expect(rest.equals(bytes.subarray(from))).toBe(true);
  }
});

test.for(KINDS)('leaving a .%s file early closes it', async (kind) => {
  const path = fileWith(await packed(kind, LONG_CSV), `t.${kind}`);
  const source = await openFileSource(path);

  for await (const _ of source.open(0, never)) break;

  expect(openFilesUnder(path)).toEqual([]);
});

test.for(KINDS)('an abort ends reading a .%s file and closes it', async (kind) => {
  const job = new AbortController();
  const path = fileWith(await packed(kind, LONG_CSV), `t.${kind}`);
  const source = await openFileSource(path);
  const chunks = source.open(0, job.signal)[Symbol.asyncIterator]();
  await chunks.next();

  job.abort();
  const rest = (async () => {
    while ((await chunks.next()).done !== true);
  })();

  await expect(rest).rejects.toMatchObject({ name: 'AbortError' });
  expect(openFilesUnder(path)).toEqual([]);
});

test.for([
  ['csv.gz', 'a.csv'],
  ['zip', 'a.gz'],
  ['csv', 'a.zip'],
  ['csv', 'a.csv.gz'],
] as const)('what a file is follows from its content: %s named %s', async ([kind, name]) => {
  const path = fileWith(await packed(kind, CSV), name);

  const source = await openFileSource(path);

  expect((await readAll(source.open(0, never))).toString()).toBe(CSV);
});

test('of several CSV files in an archive the largest is read, and named', async () => {
  const archive = await zipOf({
    'about.txt': 'x'.repeat(10_000),
    '__MACOSX/tracks.csv': 'x'.repeat(10_000),
    'small.csv': 'a\n1\n',
    'data/TRACKS.CSV': CSV,
  });
  const path = fileWith(archive, 'all.zip');

  const source = await openFileSource(path);

  expect(source.name).toBe(`${path} (data/TRACKS.CSV)`);
  expect((await readAll(source.open(0, never))).toString()).toBe(CSV);
});

test('a missing file is named with a hint at the setting', async () => {
  const path = join(scratchDirectory(), 'none.csv');

  const failure = await failureOf(path);

  expect(failure).toMatchObject({ code: 'DATASET_MISSING', exitCode: 2 });
  expect(failure.message).toContain(path);
  expect(failure.hint).toContain('--dataset');
});

test('a path through a file is a missing file', async () => {
  const path = fileWith(CSV, 'a.csv');

  expect(await failureOf(join(path, 'b.csv'))).toMatchObject({ code: 'DATASET_MISSING' });
});

test('a directory is no data set', async () => {
  const path = join(scratchDirectory(), 'a.csv');
  await mkdir(path);

  const failure = await failureOf(path);

  expect(failure).toMatchObject({ code: 'DATASET_NOT_A_FILE', exitCode: 2 });
  expect(failure.message).toBe(`${path} is a directory, not a file`);
});

test('a device is no data set', async () => {
  expect(await failureOf('/dev/null')).toMatchObject({ code: 'DATASET_NOT_A_FILE' });
});

test('links that lead to themselves cannot be read', async () => {
  const path = join(scratchDirectory(), 'a.csv');
  await symlink(path, path);

  expect(await failureOf(path)).toMatchObject({ code: 'DATASET_UNREADABLE', exitCode: 2 });
});

test.skipIf(process.getuid?.() === 0)('a file without read permission is unreadable', async () => {
  const path = fileWith(CSV, 'a.csv');
  chmodSync(path, 0o200);

  expect(await failureOf(path)).toMatchObject({ code: 'DATASET_UNREADABLE', exitCode: 2 });
});

test('a refused permission is told as such, with what to do', () => {
  const refusal = Object.assign(new Error('permission denied'), { code: 'EACCES' });

  const error = translateReadError(refusal, '/x/a.csv');

  expect(error).toMatchObject({
    code: 'DATASET_UNREADABLE',
    message: 'This user may not read /x/a.csv (EACCES)',
    hint: expect.stringContaining('read access'),
  });
});

test('an empty file is an empty data set', async () => {
  const path = fileWith('', 'a.csv');

  expect(await failureOf(path)).toMatchObject({
    code: 'DATASET_EMPTY',
    exitCode: 1,
    message: `${path} is empty (0 bytes)`,
  });
});

test.for([2, 30, 5_000, 1, 8].map((bytes, at) => [bytes, at] as const))(
  'a gzip file cut short is found (%i bytes, %i)',
  async ([bytes, at]) => {
    const whole = gzipSync(LONG_CSV);
    const kept = at < 3 ? bytes : whole.length - bytes;
    const path = fileWith(whole.subarray(0, kept), 'a.csv.gz');

    const failure = await failureOf(path);

    expect(failure).toMatchObject({ code: 'DATASET_COMPRESSION', exitCode: 1 });
    expect(failure.message).toBe(`The gzip file ${path} is cut short`);
  },
);

test('a damaged gzip file is found', async () => {
  const whole = gzipSync(LONG_CSV);
  whole.fill(0xa5, whole.length / 2, whole.length / 2 + 200);
  const path = fileWith(whole, 'a.csv.gz');

  const failure = await failureOf(path);

  expect(failure.code).toBe('DATASET_COMPRESSION');
  expect(failure.message).toBe(`The gzip file ${path} is damaged`);
  expect(failure.hint).toContain('again');
});

test('a file that is named .gz and is neither gzip nor text is damaged', async (_context) => {
  const whole = gzipSync(CSV);
  whole[0] = 0;
  const path = fileWith(whole, 'a.csv.gz');

  expect(await failureOf(path)).toMatchObject({ code: 'DATASET_COMPRESSION' });
});

test.for([4, 100, 1000])('a zip cut to %i bytes is found', async (bytes) => {
  const whole = await zipOf({ 'a.csv': LONG_CSV });
  const path = fileWith(whole.subarray(0, bytes), 'a.zip');

  const failure = await failureOf(path);

  expect(failure).toMatchObject({ code: 'DATASET_ARCHIVE', exitCode: 1 });
  expect(failure.message).toContain(`The zip archive ${path} is damaged or cut short`);
});

test('a zip whose packed bytes are damaged is found', async () => {
  const whole = await zipOf({ 'a.csv': LONG_CSV });
  whole.fill(0xa5, 2_000, 2_200);
  const path = fileWith(whole, 'a.zip');

  expect(await failureOf(path)).toMatchObject({ code: 'DATASET_ARCHIVE' });
});

test('one wrong byte in an unpacked zip entry is found by its checksum', async (_context) => {
  const whole = await zipOf({ 'a.csv': CSV }, { compress: false });
  whole[whole.indexOf('One')] = 0x4f + 1;
  const path = fileWith(whole, 'a.zip');

  const failure = await failureOf(path);

  expect(failure.code).toBe('DATASET_ARCHIVE');
  expect(failure.message).toContain('wrong checksum');
});

test('a zip without a CSV says what it holds', async () => {
  const path = fileWith(await zipOf({ 'a.txt': 'x', 'b.json': '1' }), 'a.zip');

  const failure = await failureOf(path);

  expect(failure.message).toBe(`The zip archive ${path} holds no .csv file`);
  expect(failure).toMatchObject({ code: 'DATASET_ARCHIVE', exitCode: 1 });
  expect(failure.hint).toContain('a.txt, b.json');
});

test('a zip with nothing in it holds no CSV', async () => {
  const path = fileWith(await zipOf({}), 'a.zip');

  expect(await failureOf(path)).toMatchObject({ code: 'DATASET_ARCHIVE' });
});

test('a password on the CSV in a zip is named', async () => {
  const whole = await zipOf({ 'a.csv': CSV });
  const directory = whole.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
  whole.writeUInt16LE(whole.readUInt16LE(directory + 8) | 1, directory + 8);
  const path = fileWith(whole, 'a.zip');

  expect((await failureOf(path)).message).toContain('protected by a password');
});

test('a file that was written to since it was opened is another data set', async (_context) => {
  const path = fileWith(CSV, 'a.csv');
  const source = await openFileSource(path);

  appendFileSync(path, rowLine());

  await expect(readAll(source.open(0, never))).rejects.toMatchObject({ code: 'DATASET_CHANGED' });
});

test('a file that was written over with as many bytes has changed', async () => {
  const path = fileWith(CSV, 'a.csv');
  const longAgo = new Date(1_600_000_000_000);
  await utimes(path, longAgo, longAgo);
  const source = await openFileSource(path);

  writeFileSync(path, CSV.replace('One', 'Two'));

  await expect(readAll(source.open(0, never))).rejects.toMatchObject({ code: 'DATASET_CHANGED' });
});

test('a file that was replaced by one of the same length and time has changed', async (_context) => {
  const path = fileWith(CSV, 'a.csv');
  const longAgo = new Date(1_600_000_000_000);
  await utimes(path, longAgo, longAgo);
  const source = await openFileSource(path);

  writeFileSync(`${path}.new`, CSV);
  await utimes(`${path}.new`, longAgo, longAgo);
  await rename(`${path}.new`, path);

  await expect(readAll(source.open(0, never))).rejects.toMatchObject({ code: 'DATASET_CHANGED' });
});

test('a file that changes while it is read is found out at the end', async (_context) => {
  const path = fileWith(LONG_CSV, 'a.csv');
  const source = await openFileSource(path);
  const chunks = source.open(0, never)[Symbol.asyncIterator]();
  await chunks.next();

  appendFileSync(path, rowLine());
  const rest = (async () => {
    while ((await chunks.next()).done !== true);
  })();

  await expect(rest).rejects.toMatchObject({ code: 'DATASET_CHANGED' });
  expect(openFilesUnder(path)).toEqual([]);
});
