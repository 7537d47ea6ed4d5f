import { ConsoleError } from '../../domain/errors.ts';
import { openDatabase } from '../sqlite.ts';

const POLL_MS = 25;

/**
 * Takes the lock unless somebody has it or is just trying. It is an open write transaction, so it
 * ends with the process that holds it, however that ends.
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

/**
 * Takes the lock as soon as it is free; `undefined` when it is not within `waitMs`.
 *
 * @param signal - ends the waiting: throws its reason
 */
export async function waitForLock(
  path: string,
  waitMs: number,
  signal?: AbortSignal,
): Promise<Disposable | undefined> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    signal?.throwIfAborted();
    const lock = tryLock(path);
    if (lock !== undefined || performance.now() >= deadline) return lock;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
