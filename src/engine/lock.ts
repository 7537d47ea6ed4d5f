import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { translateWriteError } from '../services/file-errors.ts';

/** A lock that the operating system takes back when its process ends, however it ends. */
export type Lock = {
  release(): void;
};

/**
 * Takes a lock file for this process alone, or returns `undefined` where anybody holds it.
 *
 * It is an open SQLite transaction on an empty database: Node has no flock, and SQLite's own file
 * locks work on every platform and die with their process.
 */
export function lockExclusive(path: string): Lock | undefined {
  return lock(path, 'BEGIN EXCLUSIVE');
}

/** Takes a lock file together with other sharers, or returns `undefined` where one has it alone. */
export function lockShared(path: string): Lock | undefined {
  return lock(path, 'BEGIN; SELECT count(*) FROM sqlite_schema');
}

const SQLITE_BUSY = 5;

function lock(path: string, statement: string): Lock | undefined {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    database = new DatabaseSync(path, { timeout: 0 });
    chmodSync(path, 0o600);
    database.exec(statement);
    const held = database;
    return { release: () => held.close() };
  } catch (error) {
    database?.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw translateWriteError(error, path, 'STATE_DIR_UNWRITABLE');
  }
}
