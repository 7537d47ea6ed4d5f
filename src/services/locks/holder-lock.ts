import { statSync, utimes } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { translateSqliteError } from '../sqlite.ts';
import { holderRow, isBusy, type Lock, openLockFile } from './lock.ts';

/** Who holds a lock, for whoever comes after. */
export type Holder = {
  readonly command: string;
  readonly pid: number;
  readonly host: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
};

/** A holder that ended without giving its lock back. */
export type LostHolder = Holder & {
  /** It lived that long at least, epoch milliseconds. */
  readonly lastSeenAt: number;
};

export type HolderLock = Lock & {
  /** `null` where the holder before has released it, or there was none. */
  readonly lostBefore: LostHolder | null;
};

/** How often a holder says that it lives. */
const SIGN_OF_LIFE_MS = 5_000;

/**
 * Takes a lock file for this process alone, or returns `undefined` where anybody holds it. Its
 * holder stands in it until it is released: the next one knows of a death by that.
 */
export function lockAsHolder(path: string, holder: Holder): HolderLock | undefined {
  const file = openLockFile(path, 0);
  try {
    // What is written is committed, and the file is locked all the same.
    file.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    const lostBefore = lostHolder(file, path);
    write(file, () => signIn(file, holder));
    const signs = setInterval(() => giveSignOfLife(path), SIGN_OF_LIFE_MS).unref();
    const release = () => {
      clearInterval(signs);
      if (!file.isOpen) return;
      write(file, () => file.exec('DELETE FROM holder'));
      file.close();
    };
    return { lostBefore, release, [Symbol.dispose]: release };
  } catch (error) {
    file.close();
    if (isBusy(error)) return undefined;
    throw translateSqliteError(error, path);
  }
}

/** Lets whoever takes a lock next know of no holder before; one that is held stays as it is. */
export function forgetLostHolder(path: string): void {
  lockAsHolder(path, { command: '', pid: 0, host: '', startedAt: 0 })?.release();
}

function lostHolder(file: DatabaseSync, path: string): LostHolder | null {
  const row = holderRow(file);
  if (row === undefined) return null;
  return {
    command: String(row['command']),
    pid: Number(row['pid']),
    host: String(row['host']),
    startedAt: Number(row['started_at']),
    lastSeenAt: statSync(path).mtimeMs,
  };
}

function signIn(file: DatabaseSync, { command, pid, host, startedAt }: Holder): void {
  file.exec(
    'CREATE TABLE IF NOT EXISTS holder (command TEXT, pid INTEGER, host TEXT, started_at INTEGER)',
  );
  file.exec('DELETE FROM holder');
  file.prepare('INSERT INTO holder VALUES (?, ?, ?, ?)').run(command, pid, host, startedAt);
}

/** It is a help only: on a full or broken disk the lock holds without it. */
function write(file: DatabaseSync, change: () => void): void {
  try {
    if (!file.isTransaction) file.exec('BEGIN EXCLUSIVE');
    change();
    file.exec('COMMIT');
  } catch {
    if (file.isTransaction) file.exec('ROLLBACK');
  }
}

function giveSignOfLife(path: string): void {
  const now = new Date();
  utimes(path, now, now, () => {});
}
