import { chmodSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { translateWriteError } from '../files/file-errors.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { translateSqliteError } from '../sqlite.ts';

/** A lock that the operating system takes back when its process ends, however it ends. */
export type Lock = Disposable & {
  release(): void;
};

/** A lock that is held by an open transaction on this file. */
export function heldBy(file: DatabaseSync): Lock {
  const release = () => {
    if (file.isOpen) file.close();
  };
  return { release, [Symbol.dispose]: release };
}

/**
 * Takes a lock file for this process alone, or returns `undefined` where anybody holds it.
 *
 * It is an open SQLite transaction on a database that is empty, but for one that names its holder:
 * Node has no flock, and SQLite's own file locks work on every platform and die with their process.
 */
export function lockExclusive(path: string): Lock | undefined {
  return lock(path, 'BEGIN EXCLUSIVE');
}

/**
 * Takes a lock file together with other sharers, or returns `undefined` where one has it alone.
 *
 * @param waitMs - for how long the process stands still until it is free
 */
export function lockShared(path: string, waitMs = 0): Lock | undefined {
  return lock(path, 'BEGIN; SELECT count(*) FROM sqlite_schema', waitMs);
}

const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

function errorNumber(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & 0xff;
}

/** Whether somebody else holds what a statement wanted. */
export function isBusy(error: unknown): boolean {
  return errorNumber(error) === SQLITE_BUSY;
}

function lock(path: string, statement: string, waitMs = 0): Lock | undefined {
  const file = openLockFile(path, waitMs);
  try {
    file.exec(statement);
    return heldBy(file);
  } catch (error) {
    file.close();
    if (isBusy(error)) return undefined;
    throw translateSqliteError(error, path);
  }
}

/**
 * Opens a lock file, made with its directory when it is missing. One that is damaged and that nobody
 * holds is replaced.
 *
 * @param waitMs - how long its statements wait for others
 * @throws `STATE_DIR_UNWRITABLE`
 */
export function openLockFile(path: string, waitMs: number): DatabaseSync {
  try {
    makeDirectory(dirname(path), 0o700);
    if (!isSound(path)) rmSync(path);
    const file = new DatabaseSync(path, { timeout: waitMs });
    chmodSync(path, 0o600);
    return file;
  } catch (error) {
    throw translateWriteError(translateSqliteError(error, path), path, 'STATE_DIR_UNWRITABLE');
  }
}

/** What a lock file says of its holder; `undefined` where none has ever written into it. */
export function holderRow(file: DatabaseSync): Readonly<Record<string, unknown>> | undefined {
  const isWritten = file.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'holder'").get();
  return isWritten && file.prepare('SELECT * FROM holder').get();
}

/** Of one that is held nothing can be read: it counts as sound. */
function isSound(path: string): boolean {
  const file = new DatabaseSync(path, { timeout: 0 });
  try {
    return file.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] === 'ok';
  } catch (error) {
    return ![SQLITE_CORRUPT, SQLITE_NOTADB].includes(errorNumber(error));
  } finally {
    file.close();
  }
}
