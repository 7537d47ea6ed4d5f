import type { DatabaseSync } from 'node:sqlite';
import { translateSqliteError } from '../sqlite.ts';
import { heldBy, holderRow, isBusy, type Lock, openLockFile } from './lock.ts';

export type PurposeLock =
  | (Lock & { readonly heldFor: null })
  /** Others hold it for this purpose. */
  | { readonly heldFor: string };

/** How long the moments of others who take the lock are waited out. */
const WAIT_MS = 500;
/** How long those of others who only look at the file, who keep it from being claimed all the same. */
const LOOK_MS = 2_000;

/**
 * Takes a lock file together with all who want it for the same purpose, or says what others hold it
 * for. Whoever finds it free decides the purpose.
 */
export function lockForPurpose(path: string, purpose: string): PurposeLock {
  const file = openLockFile(path, WAIT_MS);
  try {
    const isOurs = joins(file, purpose, 0) || joins(file, purpose, LOOK_MS);
    if (isOurs) return { heldFor: null, ...heldBy(file) };
    const heldFor = String(purposeOf(file));
    file.close();
    return { heldFor };
  } catch (error) {
    file.close();
    throw translateSqliteError(error, path);
  }
}

/** Claims the file, or joins those who hold it for the purpose. */
function joins(file: DatabaseSync, purpose: string, waitMs: number): boolean {
  claimIfFree(file, purpose, waitMs);
  file.exec('BEGIN');
  if (purposeOf(file) === purpose) return true;
  file.exec('ROLLBACK');
  return false;
}

function purposeOf(file: DatabaseSync): unknown {
  return holderRow(file)?.['purpose'];
}

/** Nobody else can write while a single holder reads; then their purpose stays. */
function claimIfFree(file: DatabaseSync, purpose: string, waitMs: number): void {
  try {
    file.exec(`PRAGMA busy_timeout = ${waitMs}; BEGIN EXCLUSIVE`);
    file.exec('CREATE TABLE IF NOT EXISTS holder (purpose TEXT NOT NULL); DELETE FROM holder');
    file.prepare('INSERT INTO holder VALUES (?)').run(purpose);
    file.exec('COMMIT');
  } catch (error) {
    if (file.isTransaction) file.exec('ROLLBACK');
    if (!isBusy(error)) throw error;
  } finally {
    file.exec(`PRAGMA busy_timeout = ${WAIT_MS}`);
  }
}
