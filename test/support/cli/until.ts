import { setTimeout } from 'node:timers/promises';

const POLL_MS = 5;

type UntilOptions = {
  readonly timeoutMs?: number;
  /** Time between two looks; more where a look starts a process. */
  readonly intervalMs?: number;
  /** Ends the waiting early, without a failure. */
  readonly unless?: () => boolean;
};

/** Looks until the value is there; fails, naming what it waited for, when that takes too long. */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
  { timeoutMs = 60_000, intervalMs = POLL_MS, unless = () => false }: UntilOptions = {},
): Promise<Value | undefined> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (unless()) return undefined;
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs} ms for ${what}`);
    await setTimeout(intervalMs);
  }
}
