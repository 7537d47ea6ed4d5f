import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { appendFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { openRejectsFile } from '../../../../src/services/csv/rejects-file.ts';
import type { RejectedRow, RejectsMark } from '../../../../src/services/ports.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const HEADER = 'line,record_id,column,reason,value,raw\n';
const NOON = Date.UTC(2030, 0, 2, 12);
const SET_ASIDE = 'rejects.csv.set-aside-2030-01-02T12-00-00-000Z';

const bad: RejectedRow = {
  line: 7,
  recordId: 5,
  rejection: { reason: 'number-out-of-range', column: 'energy', value: '2,5' },
  raw: Buffer.from('5,"a ""b""",\nx'),
};

const worse: RejectedRow = {
  line: 9,
  recordId: 6,
  rejection: { reason: 'invalid-utf8', column: '', value: '' },
  raw: Buffer.of(0x61, 0xff, 0x22, 0x00, 0x62),
};

async function* recovering(...rows: readonly RejectedRow[]) {
  for (const row of rows) yield [row];
}

function unexpected(): AsyncIterable<readonly RejectedRow[]> {
  throw new Error('Nothing had to be recovered');
}

function open(
  outputDir: string,
  mark?: RejectsMark,
  recover: () => AsyncIterable<readonly RejectedRow[]> = unexpected,
  notices: string[] = [],
) {
  const onNotice = (sentence: string) => notices.push(sentence);
  return openRejectsFile({ outputDir, mark, recover, clock: { now: () => NOON }, onNotice });
}

/** A directory with a rejects file of these rows, and what a ledger would remember of it. */
async function writtenDir(outputDir: string, ...rows: readonly RejectedRow[]) {
  const file = await open(outputDir);
  const mark = await file.append(rows);
  await file.close();
  const path = join(outputDir, 'rejects.csv');
  return { path, mark, content: readFileSync(path) };
}

test('a new file has the header, and a mark for it', async () => {
  const dir = scratchDirectory();

  const file = await open(dir);

  expect(readFileSync(join(dir, 'rejects.csv'), 'utf8')).toBe(HEADER);
  expect(file.mark()).toEqual({ bytes: HEADER.length, crc32: crc32(HEADER) });
  await file.close();
});

test('rows are appended as CSV with the bytes they had', async () => {
  const { path, mark, content } = await writtenDir(scratchDirectory(), bad, worse);

  const [, first, second] = parse(content, { encoding: 'latin1', record_delimiter: '\n' });

  expect(first).toEqual(['7', '5', 'energy', 'number-out-of-range', '2,5', '5,"a ""b""",\nx']);
  expect(second).toEqual(['9', '6', '', 'invalid-utf8', '', 'a\u00ff"\0b']);
  expect(mark).toEqual({ bytes: content.length, crc32: crc32(content) });
  expect((await stat(path)).size).toBe(mark.bytes);
});

test('appending no rows changes nothing', async () => {
  const file = await open(scratchDirectory());
  const mark = file.mark();

  expect(await file.append([])).toEqual(mark);

  await file.close();
});

test('a restart goes on at the mark and cuts off what came after it', async (_context) => {
  const dir = scratchDirectory();
  const { path, mark, content } = await writtenDir(dir, bad);
  await appendFile(path, '8,6,half a li');

  const file = await open(dir, mark);
  const reopened = readFileSync(path);
  const later = await file.append([worse]);
  await file.close();

  const { content: expected } = await writtenDir(scratchDirectory(), bad, worse);
  expect(reopened.equals(content)).toBe(true);
  expect(readFileSync(path).equals(expected)).toBe(true);
  expect(later).toEqual({ bytes: expected.length, crc32: crc32(expected) });
});

test('a rewind takes back what was appended after the mark', async () => {
  const dir = scratchDirectory();
  const file = await open(dir);
  const mark = await file.append([bad]);
  await file.append([worse, worse]);

  await file.rewind(mark);
  expect((await stat(join(dir, 'rejects.csv'))).size).toBe(mark.bytes);
  const end = await file.append([worse]);
  await file.close();

  const content = readFileSync(join(dir, 'rejects.csv'));
  expect(end).toEqual({ bytes: content.length, crc32: crc32(content) });
});

test('a rewind to a place after the end is refused', async () => {
  const file = await open(scratchDirectory());

  await expect(file.rewind({ bytes: 1_000, crc32: 0 })).rejects.toThrow(RangeError);

  await file.close();
});

test('a missing file is rebuilt byte by byte', async () => {
  const dir = scratchDirectory();
  const { path, mark, content } = await writtenDir(dir, bad, worse);
  await rm(path);
  const notices: string[] = [];

  const file = await open(dir, mark, () => recovering(bad, worse), notices);
  await file.close();

  expect(readFileSync(path).equals(content)).toBe(true);
  expect(file.mark()).toEqual(mark);
  expect(notices).toEqual([`${path} was missing and was rebuilt`]);
  expect(readdirSync(dir)).toEqual(['rejects.csv']);
});

test.for(['shorter', 'different'])(
  'a file that is %s is set aside and rebuilt',
  async (how, _context) => {
    const dir = scratchDirectory();
    const { path, mark, content } = await writtenDir(dir, bad, worse);
    if (how === 'shorter') await truncate(path, mark.bytes - 1);
    else writeFileSync(path, content.toString('latin1').replace('energy', 'ENERGY'), 'latin1');
    const damaged = readFileSync(path);
    const notices: string[] = [];

    const file = await open(dir, mark, () => recovering(bad, worse), notices);
    await file.close();

    expect(readFileSync(path).equals(content)).toBe(true);
    expect(readFileSync(join(dir, SET_ASIDE)).equals(damaged)).toBe(true);
    expect(notices).toEqual([
      `${path} was not as the ledger says and was rebuilt; the old one is now ${join(dir, SET_ASIDE)}`,
    ]);
  },
);

test('rows that can no longer be recovered are named once, and the rest counts', async (_context) => {
  const dir = scratchDirectory();
  const { path, mark } = await writtenDir(dir, bad, worse);
  await rm(path);
  const notices: string[] = [];

  for (let start = 0; start < 2; start += 1) {
    const file = await open(dir, mark, () => recovering(worse), notices);
    await file.close();

    const content = readFileSync(path);
    expect(file.mark()).toEqual({ bytes: content.length, crc32: crc32(content) });
    expect(content.toString('latin1')).not.toContain('energy');
  }

  expect(notices).toEqual([expect.stringContaining('not all its rows')]);
  expect(readdirSync(dir)).toEqual(['rejects.csv']);
});

test('a different file leaves nothing in the one that is rebuilt from fewer rows', async () => {
  const dir = scratchDirectory();
  const { path, mark } = await writtenDir(dir, bad, worse);
  writeFileSync(path, 'x'.repeat(mark.bytes));

  const file = await open(dir, mark, () => recovering(worse));
  await file.close();

  const { content } = await writtenDir(scratchDirectory(), worse);
  expect(readFileSync(path).equals(content)).toBe(true);
});

test('a failed recovery leaves the old file as it was', async () => {
  const dir = scratchDirectory();
  const { path, mark, content } = await writtenDir(dir, bad);
  await truncate(path, 50);

  await expect(open(dir, mark, unexpected)).rejects.toThrow('Nothing had to be recovered');

  expect(readFileSync(path).equals(content.subarray(0, 50))).toBe(true);
  expect(readdirSync(dir)).toEqual(['rejects.csv']);
});

test('without a mark a file with rows is set aside, one with the header is used', async (_context) => {
  const dir = scratchDirectory();
  const { path, content } = await writtenDir(dir, bad);
  const notices: string[] = [];

  for (let start = 0; start < 2; start += 1) {
    await (await open(dir, undefined, unexpected, notices)).close();

    expect(readFileSync(path, 'utf8')).toBe(HEADER);
  }

  expect(readFileSync(join(dir, SET_ASIDE)).equals(content)).toBe(true);
  expect(notices).toEqual([expect.stringContaining(SET_ASIDE)]);
});

test('a directory in the place of the file is unwritable', async () => {
  const dir = scratchDirectory();
  mkdirSync(join(dir, 'rejects.csv'));

  await expect(open(dir)).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE', exitCode: 2 });
  expect(readdirSync(dir)).toEqual(['rejects.csv']);
});

test('a disk that fills up in the middle of an append leaves the file at the mark', async (_context) => {
  const dir = scratchDirectory();
  const { path, mark, content } = await writtenDir(dir, bad);
  const module = new URL('../../../../src/services/csv/rejects-file.ts', import.meta.url);
  const script = `
    import { openRejectsFile } from ${JSON.stringify(module.href)};
    const file = await openRejectsFile({
      outputDir: ${JSON.stringify(dir)}, mark: ${JSON.stringify(mark)},
      recover: async function* () {}, clock: Date, onNotice: () => {},
    });
    const raw = Buffer.alloc(10_000, 'x');
    const row = { line: 2, recordId: 0, rejection: { reason: 'column-count', column: '', value: '' }, raw };
    try { await file.append([row]); } catch (error) { console.log(error.code, file.mark().bytes); }
    await file.close();
  `;

  // The limit on a file's size, 4 KiB here, stands in for a disk that is full in the middle of a write.
  const { stdout } = await promisify(execFile)('/bin/sh', [
    '-c',
    'ulimit -f 8; exec "$0" --input-type=module -e "$1"',
    process.execPath,
    script,
  ]);

  expect(stdout).toBe(`DISK_FULL ${mark.bytes}\n`);
  expect(readFileSync(path).equals(content)).toBe(true);
});

test('a producer that was replaced does not touch the file of the one after it', async (_context) => {
  const dir = scratchDirectory();
  const { path, mark } = await writtenDir(dir, bad);
  const replaced = await open(dir, mark);
  const beforeAppend = await replaced.append([bad, bad]);
  const later = await open(dir, mark);
  await later.append([worse]);
  await later.close();
  const content = readFileSync(path);

  await replaced.append([bad]);
  await replaced.rewind(beforeAppend);
  await replaced.rewind(mark);
  await replaced.ensureInPlace();
  await replaced.close();

  expect(readFileSync(path).equals(content)).toBe(true);
});

test('a new file is not the one that a replaced producer has open', async () => {
  const dir = scratchDirectory();
  const replaced = await open(dir);
  await (await open(dir)).close();

  await replaced.append([bad]);
  await replaced.close();

  expect(readFileSync(join(dir, 'rejects.csv'), 'utf8')).toBe(HEADER);
});

test.for(['file', 'directory'])(
  'a %s that is removed meanwhile is put back, and rows go to it',
  async (what, _context) => {
    const dir = join(scratchDirectory(), 'output');
    const file = await open(dir);
    await file.append([bad]);
    await rm(what === 'file' ? join(dir, 'rejects.csv') : dir, { recursive: true });
    await file.append([worse]);

    await file.ensureInPlace();
    const mark = await file.append([bad]);
    await file.close();

    const content = readFileSync(join(dir, 'rejects.csv'));
    const { content: expected } = await writtenDir(scratchDirectory(), bad, worse, bad);
    expect(content.equals(expected)).toBe(true);
    expect(mark).toEqual({ bytes: content.length, crc32: crc32(content) });
    expect(readdirSync(dir)).toEqual(['rejects.csv']);
  },
);

test('what was taken back is not put back', async () => {
  const dir = scratchDirectory();
  const file = await open(dir);
  const mark = await file.append([bad]);
  const content = readFileSync(join(dir, 'rejects.csv'));
  await file.append([worse]);
  await rm(join(dir, 'rejects.csv'));

  await file.rewind(mark);
  await file.ensureInPlace();
  await file.close();

  expect(readFileSync(join(dir, 'rejects.csv')).equals(content)).toBe(true);
});

test('a file that is in place stays the same one', async () => {
  const dir = scratchDirectory();
  const file = await open(dir);
  const { ino } = await stat(join(dir, 'rejects.csv'));

  await file.ensureInPlace();
  await file.close();

  expect((await stat(join(dir, 'rejects.csv'))).ino).toBe(ino);
});

test('a file that cannot be put back is told with what to do', async () => {
  const dir = join(scratchDirectory(), 'output');
  const file = await open(dir);
  await rm(dir, { recursive: true });
  writeFileSync(dir, '');

  await expect(file.ensureInPlace()).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });

  await file.close();
});
