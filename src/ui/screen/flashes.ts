import type { Failure } from '../../state/events.ts';
import type { StartTimer } from './sampled-mirror.ts';
import type { ScreenAction } from './screen-reducer.ts';
import type { Flash } from './screen-state.ts';

/** What may show later that something that was said is not so. */
export type Refutation = {
  /** `null` while it is so. */
  failure(): Failure | null;
  /** Whether it was so in any case: a failure from now on is another matter. */
  isSettled(): boolean;
};

/** Words of the moment, with or without the path that they are about, or what to do. */
export type Words = string | Omit<Flash, 'level'>;

export type Flashes = {
  say(level: Flash['level'], words: Words, refutation?: Refutation): void;
  /** Takes back what is on show for a time: who looks away and comes back has seen it. */
  drop(): void;
  /** Puts the failure in the place of what is on show and not so any more. */
  review(): void;
  close(): void;
};

/** How long each is on show; one that tells of work stays until the next. */
const SHOWN_MS: Readonly<Record<Exclude<Flash['level'], 'working'>, number>> = {
  info: 5_000,
  warning: 6_000,
  error: 12_000,
};

/** Work that takes longer is told as unanswered. */
const ANSWER_MS = 2_000;

/** Of what stays true. */
const noRefutation: Refutation = { failure: () => null, isSettled: () => true };

/** The line of the moment. */
export function createFlashes(
  dispatch: (action: ScreenAction) => void,
  startTimer: StartTimer,
): Flashes {
  let cancel: (() => void) | null = null;
  /** Whether it ends by itself. */
  let isPassing = false;
  let refutation = noRefutation;

  function say(level: Flash['level'], words: Words, refutedBy = noRefutation): void {
    cancel?.();
    cancel = null;
    refutation = refutedBy;
    const said = typeof words === 'string' ? { text: words } : words;
    dispatch({ type: 'flashed', flash: { level, ...said } });
    isPassing = level !== 'working';
    cancel =
      level === 'working'
        ? startTimer(ANSWER_MS, () => sayUnanswered(said.text))
        : startTimer(SHOWN_MS[level], end);
  }

  function sayUnanswered(doing: string): void {
    cancel = null;
    dispatch({ type: 'flashed', flash: { level: 'working', text: `${doing} no answer yet` } });
  }

  function end(): void {
    cancel = null;
    refutation = noRefutation;
    dispatch({ type: 'flash-ended' });
  }

  return {
    say,
    review() {
      const failure = refutation.failure();
      if (failure !== null) say('error', failureWords(failure));
    },
    drop() {
      if (cancel === null || !isPassing) return;
      cancel();
      end();
    },
    close: () => cancel?.(),
  };
}

export function failureWords({ code, message, hint }: Failure): Words {
  return { text: `${code}: ${message}`, ...(hint === null ? {} : { hint }) };
}
