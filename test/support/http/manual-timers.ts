import { expect } from 'vitest';
import type { Timers } from '../../../src/services/timers.ts';

type Wait = { readonly milliseconds: number; readonly callback: () => void };

export type ManualTimers = Timers & {
  /** Ends the oldest wait of this length, as soon as somebody waits so long. */
  fire(milliseconds: number): Promise<void>;
};

/** Time that stands still until the test moves it. */
export function createManualTimers(): ManualTimers {
  const waits = new Set<Wait>();
  const find = (milliseconds: number) =>
    [...waits].find((wait) => wait.milliseconds === milliseconds);
  return {
    after(milliseconds, callback) {
      const wait = { milliseconds, callback };
      waits.add(wait);
      return () => waits.delete(wait);
    },
    async fire(milliseconds) {
      await expect
        .poll(() => find(milliseconds), { interval: 2, message: `a wait of ${milliseconds} ms` })
        .toBeDefined();
      const wait = find(milliseconds);
      if (wait === undefined) return;
      waits.delete(wait);
      wait.callback();
    },
  };
}
