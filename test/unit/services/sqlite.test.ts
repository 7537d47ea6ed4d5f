import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../src/services/sqlite.ts';
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
