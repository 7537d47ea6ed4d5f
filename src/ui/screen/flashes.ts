import type { StartTimer } from './sampled-mirror.ts';
import type { ScreenAction } from './screen-reducer.ts';
import type { Flash } from './screen-state.ts';

export type Flashes = {
  say(level: Flash['level'], text: string): void;
  close(): void;
};

/** How long each is on show; one that tells of work stays until the next. */
const SHOWN_MS: Readonly<Record<Flash['level'], number>> = {
  info: 5_000,
  working: Number.POSITIVE_INFINITY,
  warning: 6_000,
  error: 12_000,
};

/** The line of the moment. */
export function createFlashes(
  dispatch: (action: ScreenAction) => void,
  startTimer: StartTimer,
): Flashes {
  let cancel: (() => void) | null = null;
  return {
    say(level, text) {
      cancel?.();
      cancel = null;
      dispatch({ type: 'flashed', flash: { level, text } });
      if (SHOWN_MS[level] === Number.POSITIVE_INFINITY) return;
      cancel = startTimer(SHOWN_MS[level], () => dispatch({ type: 'flash-ended' }));
    },
    close: () => cancel?.(),
  };
}
