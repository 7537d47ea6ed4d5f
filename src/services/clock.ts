import { setTimeout } from 'node:timers/promises';
import type { Clock } from './ports.ts';

export const systemClock: Clock = { now: () => Date.now() };

/** Waits; an abort ends it by throwing the signal's reason. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, { signal });
  } catch {
    throw signal.reason;
  }
}
