import type { Timers } from '../services/timers.ts';

/** One greeting that did not come, and a second for a machine at work. */
export const SILENCE_MS = 6_000;
/** Who wakes up later than this was suspended, and reads first what came meanwhile. */
const GRACE_MS = 500;

export type SilenceWatch = {
  /** The engine has said something. */
  heard(): void;
  /** When it did last; when the watch began as long as it has not. */
  heardAt(): number;
  isSilent(): boolean;
  close(): void;
};

type SilenceWatchDeps = {
  readonly clock: { now(): number };
  readonly timers: Timers;
  /** Called again and again while the engine is silent. */
  readonly onSilence: () => void;
};

/** Tells when an engine that greets its screens has said nothing for too long. */
export function watchSilence({ clock, timers, onSilence }: SilenceWatchDeps): SilenceWatch {
  let heardAt = clock.now();
  let cancel = lookLater();

  const isSilent = () => clock.now() - heardAt >= SILENCE_MS;

  function lookLater(): () => void {
    const now = clock.now();
    // A clock that was set must not put it off for longer.
    const waitMs = Math.min(SILENCE_MS, Math.max(GRACE_MS, heardAt + SILENCE_MS - now));
    return timers.after(waitMs, () => {
      const isLate = clock.now() - now > waitMs + GRACE_MS;
      if (isSilent() && !isLate) onSilence();
      cancel = lookLater();
    });
  }

  return {
    heard() {
      heardAt = clock.now();
    },
    heardAt: () => heardAt,
    isSilent,
    close: () => cancel(),
  };
}
