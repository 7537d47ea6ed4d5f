import type { Failure } from '../../state/events.ts';
import type { StartTimer } from './sampled-mirror.ts';
import type { ScreenAction } from './screen-reducer.ts';
import type { Flash } from './screen-state.ts';

/** The failure since which something that was said is not so any more; `null` while it is. */
export type Refutation = () => Failure | null;

export type Flashes = {
  say(level: Flash['level'], text: string, refutation?: Refutation): void;
  /** Puts the failure in the place of what is on show and not so any more. */
  review(): void;
  close(): void;
};

/** How long each is on show; one that tells of work stays until the next. */
const SHOWN_MS: Readonly<Record<Flash['level'], number>> = {
  info: 5_000,
  working: Number.POSITIVE_INFINITY,
  warning: 6_000,
  error: 12_000,
};

/** Of what stays true. */
const noRefutation: Refutation = () => null;

/** The line of the moment. */
export function createFlashes(
  dispatch: (action: ScreenAction) => void,
  startTimer: StartTimer,
): Flashes {
  let cancel: (() => void) | null = null;
  let refutation = noRefutation;

  function say(level: Flash['level'], text: string, refutedBy = noRefutation): void {
    cancel?.();
    cancel = null;
    refutation = refutedBy;
    dispatch({ type: 'flashed', flash: { level, text } });
    if (SHOWN_MS[level] === Number.POSITIVE_INFINITY) return;
    cancel = startTimer(SHOWN_MS[level], () => {
      refutation = noRefutation;
      dispatch({ type: 'flash-ended' });
    });
  }

  return {
    say,
    review() {
      const failure = refutation();
      if (failure !== null) say('error', failureLine(failure));
    },
    close: () => cancel?.(),
  };
}

/** A failure in one line, with what to do. */
export function failureLine({ code, message, hint }: Failure): string {
  return `${code}: ${message}${hint === null ? '' : ` ${hint}`}`;
}
