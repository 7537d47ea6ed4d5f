import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ErrorCode } from '../../../src/domain/errors.ts';
import { openDatabase, translateSqliteError } from '../../../src/services/sqlite.ts';
import { scratchDirectory } from '../../support/scratch.ts';

function openEmpty() {
  const path = join(scratchDirectory(), 'state', 'store.db');
  const database = openDatabase({ path, schema: 'SELECT 1', schemaVersion: 1 });
  onTestFinished(() => database.close());
  return { database, path };
}

test('a commit is on disk before it returns, and readers do not wait for it', () => {
  const { database } = openEmpty();

  // See https://sqlite.org/pragma.html#pragma_synchronous: 2 is FULL.
  expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
  expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
});

test('a database and the directory that is made for it are for their owner alone', () => {
  const { path } = openEmpty();

  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
});

test('a database that is opened and closed again is byte for byte what it was', () => {
  const path = join(scratchDirectory(), 'store.db');
  const open = () =>
    openDatabase({ path, schema: 'CREATE TABLE IF NOT EXISTS t (x)', schemaVersion: 1 });
  open().close();
  const before = readFileSync(path);

  open().close();

  expect(readFileSync(path).equals(before)).toBe(true);
});

// Extended result codes, see https://sqlite.org/rescode.html
test.each<[string, number, ErrorCode]>([
  ['SQLITE_BUSY', 5, 'STORE_BUSY'],
  ['SQLITE_BUSY_SNAPSHOT', 517, 'STORE_BUSY'],
  ['SQLITE_LOCKED', 6, 'STORE_BUSY'],
  ['SQLITE_READONLY', 8, 'STATE_DIR_UNWRITABLE'],
  ['SQLITE_CANTOPEN', 14, 'STATE_DIR_UNWRITABLE'],
  ['SQLITE_IOERR_FSYNC', 1034, 'FILE_FAILED'],
  // No space for the index of the write-ahead log.
  ['SQLITE_IOERR_SHMSIZE', 4874, 'DISK_FULL'],
  ['SQLITE_FULL', 13, 'DISK_FULL'],
  ['SQLITE_CORRUPT', 11, 'STORE_CORRUPT'],
  ['SQLITE_NOTADB', 26, 'STORE_CORRUPT'],
])('%s (%i) is %s, with the file and what to do', (name, errcode, code) => {
  const path = join(scratchDirectory(), 'store.db');
  const cause = Object.assign(new Error(name), { errcode });

  const failure = translateSqliteError(cause, path);

  const message = expect.stringContaining(path);
  expect(failure).toMatchObject({ code, message, hint: expect.stringMatching(/\.$/), cause });
});
