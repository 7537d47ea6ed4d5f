import { setTimeout } from 'node:timers/promises';
import { type Lock, lockExclusive } from './lock.ts';

const POLL_MS = 25;

/**
 * Takes a lock for this process alone as soon as it is free; `undefined` when it is not within `waitMs`.
 *
 * @param signal - ends the waiting: throws its reason
 */
export function waitForLock(
  path: string,
  waitMs: number,
  signal?: AbortSignal,
): Promise<Lock | undefined> {
  return waitUntilTaken(() => lockExclusive(path), waitMs, signal);
}

/** The same for any lock, however it is taken. */
export async function waitUntilTaken<Taken extends Lock>(
  take: () => Taken | undefined,
  waitMs: number,
  signal?: AbortSignal,
): Promise<Taken | undefined> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    signal?.throwIfAborted();
    const lock = take();
    if (lock !== undefined || performance.now() >= deadline) return lock;
    await setTimeout(POLL_MS);
  }
}
