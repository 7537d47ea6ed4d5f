import type { Mirror, MirrorView } from '../../engine/mirror-view.ts';

/** Calls back once after so many milliseconds; the answer takes that back. */
export type StartTimer = (milliseconds: number, callback: () => void) => () => void;

export type SampledMirror = {
  getView(): MirrorView;
  /** Takes the newest view at once: what a key has just brought about must not wait. */
  sampleNow(): void;
  close(): void;
};

/**
 * A mirror that is looked at every `periodMs` at most, and not at all while it stands still. The
 * first change after a rest is passed on at once.
 */
export function sampleMirror(
  mirror: Mirror,
  periodMs: number,
  startTimer: StartTimer,
  onSample: () => void,
): SampledMirror {
  let view = mirror.getView();
  /** Takes the timer of a period back that is not over yet. */
  let cancel: (() => void) | null = null;

  function sample(): void {
    const newest = mirror.getView();
    if (newest === view) return;
    view = newest;
    cancel?.();
    cancel = startTimer(periodMs, () => {
      cancel = null;
      sample();
    });
    onSample();
  }

  const unsubscribe = mirror.subscribe(() => {
    if (cancel === null) sample();
  });
  return {
    getView: () => view,
    sampleNow: sample,
    close() {
      unsubscribe();
      cancel?.();
    },
  };
}
