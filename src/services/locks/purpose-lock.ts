import type { DatabaseSync } from 'node:sqlite';
import { translateSqliteError } from '../sqlite.ts';
import { heldBy, isBusy, type Lock, openLockFile } from './lock.ts';

export type PurposeLock =
  | (Lock & { readonly heldFor: null })
  /** Others hold it for this purpose. */
  | { readonly heldFor: string };

/** How long the moments of others who take the lock are waited out. */
const WAIT_MS = 500;

/**
 * Takes a lock file together with all who want it for the same purpose, or says what others hold it
 * for. Whoever finds it free decides the purpose.
 */
export function lockForPurpose(path: string, purpose: string): PurposeLock {
  const file = openLockFile(path, WAIT_MS);
  try {
    claimIfFree(file, purpose);
    file.exec('BEGIN');
    const found = file.prepare('SELECT purpose FROM holder').get()?.['purpose'];
    if (found === purpose) return { heldFor: null, ...heldBy(file) };
    file.close();
    return { heldFor: String(found) };
  } catch (error) {
    file.close();
    throw translateSqliteError(error, path);
  }
}

/** Nobody else can write while a single holder reads; then their purpose stays. */
function claimIfFree(file: DatabaseSync, purpose: string): void {
  try {
    file.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
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
