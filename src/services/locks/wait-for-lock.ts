import { setTimeout } from 'node:timers/promises';
import { type Lock, lockExclusive } from './lock.ts';

const POLL_MS = 25;

/**
 * Takes a lock for this process alone as soon as it is free; `undefined` when it is not within `waitMs`.
 *
 * @param signal - ends the waiting: throws its reason
 */
export async function waitForLock(
  path: string,
  waitMs: number,
  signal?: AbortSignal,
): Promise<Lock | undefined> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    signal?.throwIfAborted();
    const lock = lockExclusive(path);
    if (lock !== undefined || performance.now() >= deadline) return lock;
    await setTimeout(POLL_MS);
  }
}
