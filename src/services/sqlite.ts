import { chmodSync, closeSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConsoleError } from '../domain/errors.ts';
import { diskFull } from './files/disk-full.ts';
import { translateWriteError } from './files/file-errors.ts';
import { makeDirectory } from './files/make-directory.ts';

/** Primary result codes, the low byte of SQLite's extended ones. See https://sqlite.org/rescode.html */
const RESULT = {
  BUSY: 5,
  LOCKED: 6,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  NOTADB: 26,
} as const;

/** The index of the write-ahead log could not grow: no space, under another name. */
const IOERR_SHMSIZE = 4874;

type SqliteFailure = Error & { readonly errcode: number };

function isSqliteFailure(thrown: unknown): thrown is SqliteFailure {
  return thrown instanceof Error && typeof (thrown as Partial<SqliteFailure>).errcode === 'number';
}

/** A failure of SQLite as an error of ours; anything else is returned unchanged. */
export function translateSqliteError(thrown: unknown, path: string): unknown {
  if (!isSqliteFailure(thrown)) return thrown;
  if (thrown.errcode === IOERR_SHMSIZE) return diskFull(path, '--state-dir', thrown);
  const options = { cause: thrown, context: { path } };
  switch (thrown.errcode & 0xff) {
    case RESULT.BUSY:
    case RESULT.LOCKED:
      return new ConsoleError('STORE_BUSY', `${path} is in use by another process`, {
        ...options,
        hint: 'It is tried again; if this lasts, look for a second trackdeck on this state directory.',
      });
    case RESULT.FULL:
      return diskFull(path, '--state-dir', thrown);
    case RESULT.READONLY:
    case RESULT.CANTOPEN:
      return new ConsoleError('STATE_DIR_UNWRITABLE', `Cannot write ${path} (${thrown.message})`, {
        ...options,
        hint: 'Give this user write access, or choose another directory with --state-dir.',
      });
    case RESULT.CORRUPT:
    case RESULT.NOTADB:
      return new ConsoleError('STORE_CORRUPT', `${path} is damaged (${thrown.message})`, {
        ...options,
        hint: 'Start again: it is then set aside, and rebuilt from the topic or the data set.',
      });
    case RESULT.IOERR:
      return new ConsoleError(
        'FILE_FAILED',
        `Reading or writing ${path} failed (${thrown.message})`,
        {
          ...options,
          hint: 'Check the disk and its mount; nothing that was acknowledged is lost.',
        },
      );
    default:
      return thrown;
  }
}

export type OpenDatabaseOptions = {
  readonly path: string;
  /** How long a statement waits for another process before it fails as busy. */
  readonly busyTimeoutMs?: number;
  /** Statements that make the schema; they must do no harm when it is there already. */
  readonly schema: string;
  /** Kept in `user_version`; a file with a higher one is refused. */
  readonly schemaVersion: number;
};

/**
 * Opens a database that several processes may share: write-ahead log, every commit on disk before
 * it returns. Its file is readable by its owner only.
 *
 * @throws `STORE_CORRUPT`, `STORE_BUSY`, `STORE_NEWER`, `STATE_DIR_UNWRITABLE`, `DISK_FULL`
 */
export function openDatabase(options: OpenDatabaseOptions): DatabaseSync {
  const { path, busyTimeoutMs = 5_000, schema, schemaVersion } = options;
  let database: DatabaseSync | undefined;
  try {
    makeDirectory(dirname(path), 0o700);
    requireDatabaseFile(path);
    database = new DatabaseSync(path, { timeout: busyTimeoutMs });
    chmodSync(path, 0o600);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    if (found > schemaVersion) {
      throw new ConsoleError('STORE_NEWER', `${path} was written by a newer trackdeck`, {
        hint: 'Use that version, or another directory with --state-dir.',
        context: { path, found, supported: schemaVersion },
      });
    }
    requireSound(database, path);
    // One that has it is left untouched: what is found damaged later is set aside as it was.
    if (found < schemaVersion) {
      database.exec(`BEGIN IMMEDIATE; ${schema}; PRAGMA user_version = ${schemaVersion}; COMMIT;`);
    }
    return database;
  } catch (error) {
    database?.close();
    throw translateSqliteError(translateWriteError(error, path, 'STATE_DIR_UNWRITABLE'), path);
  }
}

/** SQLite itself would take a directory, or a format it cannot write, for a lack of rights. */
function requireDatabaseFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isDirectory()) throw damaged(path, 'it is a directory');
  if (found.size > 0 && readFormat(path) > KNOWN_FORMAT) throw damaged(path, 'unknown file format');
}

/** Where the header has the versions of the file format for writing and for reading. */
const FORMAT_AT = 18;
/** With a write-ahead log. See https://sqlite.org/fileformat.html */
const KNOWN_FORMAT = 2;

function readFormat(path: string): number {
  const bytes = Buffer.alloc(2);
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, 0, bytes.length, FORMAT_AT);
  } finally {
    closeSync(file);
  }
  return Math.max(...bytes);
}

/** Reads the structure of every page: 0.05 s for the log of the whole data set. */
function requireSound(database: DatabaseSync, path: string): void {
  const found = String(database.prepare('PRAGMA quick_check(1)').get()?.['quick_check']);
  if (found === 'ok') return;
  throw damaged(path, found);
}

function damaged(path: string, what: string): ConsoleError {
  return new ConsoleError('STORE_CORRUPT', `${path} is damaged (${what})`, { context: { path } });
}

/**
 * Runs `work` in one write transaction, rolled back when it throws. `work` must be synchronous:
 * the whole database is locked for writing meanwhile.
 */
export function inTransaction<Result>(
  database: DatabaseSync,
  path: string,
  work: () => Result,
): Result {
  try {
    database.exec('BEGIN IMMEDIATE');
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw translateSqliteError(error, path);
  }
}
