import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/services/ports.ts';
import type { Sleep } from '../../src/state/commands/backoff.ts';

type Wait = { readonly until: number; readonly end: () => void };

export type ManualTime = {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** Moves time on, wait by wait; whoever wakes up has done what it can before the next does. */
  advance(milliseconds: number): Promise<void>;
};

/** Time that stands still until the test moves it. */
export function createManualTime(start = 1_000_000): ManualTime {
  let now = start;
  const waits = new Set<Wait>();

  function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const wait: Wait = { until: now + milliseconds, end: () => end(resolve) };
      const abort = () => end(() => reject(signal.reason));
      const end = (how: () => void) => {
        waits.delete(wait);
        signal.removeEventListener('abort', abort);
        how();
      };
      waits.add(wait);
      signal.addEventListener('abort', abort);
      if (signal.aborted) abort();
    });
  }

  return {
    clock: { now: () => now },
    sleep,
    async advance(milliseconds) {
      const target = now + milliseconds;
      await setImmediate();
      for (;;) {
        const [next] = [...waits].sort((one, other) => one.until - other.until);
        if (next === undefined || next.until > target) break;
        now = Math.max(now, next.until);
        next.end();
        await setImmediate();
      }
      now = target;
    },
  };
}
