import { ConsoleError } from '../../domain/errors.ts';
import { openDatabase } from '../sqlite.ts';

/**
 * Takes the lock unless another process has it. It is an open write transaction, so it ends with
 * the process that holds it, however that ends.
 */
export function tryLock(path: string): Disposable | undefined {
  try {
    const database = openDatabase({ path, busyTimeoutMs: 0, schema: '', schemaVersion: 1 });
    try {
      database.exec('BEGIN IMMEDIATE');
    } catch {
      database.close();
      return undefined;
    }
    return { [Symbol.dispose]: () => database.close() };
  } catch (error) {
    if (error instanceof ConsoleError && error.code === 'STORE_BUSY') return undefined;
    throw error;
  }
}
