import type { MirrorView, SendCommand } from '../../engine/mirror-view.ts';
import type { ArtistQuestion } from '../../state/commands/artist-search.ts';
import { artistsLength } from '../view/shown-artists.ts';
import type { ArtistSearch, ViewState } from '../view/view-state.ts';
import type { StartTimer } from './sampled-mirror.ts';

export type ArtistSearching = {
  /** Asks where there is something new to ask; to be called after everything that may be a reason. */
  look(): void;
  close(): void;
};

type ArtistSearchingDeps = {
  readonly send: SendCommand;
  readonly clock: { now(): number };
  readonly startTimer: StartTimer;
  readonly live: () => MirrorView;
  readonly getView: () => ViewState;
  /** Whether the pane of the artists is. */
  readonly isOnShow: () => boolean;
  readonly show: (search: ArtistSearch) => void;
};

type Wanted = ArtistQuestion & {
  /** `id` of who is asked. */
  readonly engine: string;
  /** What was counted when it was asked: other figures are another question. */
  readonly counted: unknown;
};

/** A question that has come to an end, while it was wanted. */
type Settled = Wanted & {
  readonly isAnswered: boolean;
  /** The newest that there was; of one that failed, that of the time before. */
  readonly answer: ArtistSearch['answer'];
};

/** Between a question and one of another text, by whoever types fast. */
const TYPED_MS = 250;
/** Between two of the same text while the figures change. */
const REFRESH_MS = 1_000;
/** Before it is tried again where there was no answer. */
const RETRY_MS = 5_000;
/** An answer that takes longer is told as missing. */
const LATE_MS = 3_000;

/**
 * Asks the engine what the filter of the artists leaves of all that are counted: one question at a
 * time, the newest text next, again while the figures change; answers to what is no longer asked
 * are dropped. Nothing is asked without a filter, of a list that is whole, while the screen is
 * frozen or the artists are out of sight, or of an engine that is not there.
 */
export function createArtistSearching(deps: ArtistSearchingDeps): ArtistSearching {
  const { send, clock, startTimer, live, getView, isOnShow, show } = deps;
  let underWay: Wanted | null = null;
  /** Of the question under way. */
  let isLate = false;
  let settled: Settled | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;
  let isClosed = false;
  let cancelNext = () => {};
  let cancelLate = () => {};

  function look(): void {
    cancelNext();
    const wanted = wantedNow();
    if (wanted === null) showIdle();
    else {
      showStanding(wanted);
      if (underWay === null) askInTime(wanted);
    }
  }

  function wantedNow(): Wanted | null {
    return isOnShow() ? wantedQuestion(getView(), live()) : null;
  }

  /** What is on show stays so, but of a filter that is gone. */
  function showIdle(): void {
    const { filter, artistSearch } = getView();
    show({ status: 'idle', answer: filter.artists === '' ? null : artistSearch.answer });
  }

  /** Told anew at each look: a question may be wanted again that had been given up. */
  function showStanding(wanted: Wanted): void {
    const ended = isSameQuestion(settled, wanted) ? settled : null;
    show({ status: statusAfter(ended, isLate), answer: ended?.answer ?? null });
  }

  function askInTime(wanted: Wanted): void {
    const isSettled = isSameQuestion(settled, wanted) && settled?.isAnswered;
    if (isSettled && settled?.counted === wanted.counted) return;
    const waitMs = untilNext(wanted);
    if (waitMs > 0) cancelNext = startTimer(waitMs, look);
    else ask(wanted);
  }

  /** A clock that was set back must not put it off for longer. */
  function untilNext(wanted: Wanted): number {
    const gapMs = gapBefore(wanted, settled);
    return Math.min(gapMs, askedAt + gapMs - clock.now());
  }

  function ask(wanted: Wanted): void {
    const { kind, text } = wanted;
    underWay = wanted;
    askedAt = clock.now();
    cancelLate = startTimer(LATE_MS, () => {
      isLate = true;
      look();
    });
    send('search-artists', { kind, text }).then(
      (matches) => end(wanted, { kind, text, matches }),
      () => end(wanted, null),
    );
  }

  function end(asked: Wanted, answer: ArtistSearch['answer']): void {
    if (isClosed) return;
    cancelLate();
    underWay = null;
    isLate = false;
    if (isSameQuestion(asked, wantedNow())) {
      const before = isSameQuestion(settled, asked) ? settled?.answer : undefined;
      settled = { ...asked, isAnswered: answer !== null, answer: answer ?? before ?? null };
    }
    look();
  }

  return {
    look,
    close() {
      isClosed = true;
      cancelNext();
      cancelLate();
    },
  };
}

function wantedQuestion(view: ViewState, { link, engine, state }: MirrorView): Wanted | null {
  const { artistKind: kind, filter, frozenSince } = view;
  const { analytics, life } = state;
  const text = filter.artists;
  if (text === '' || frozenSince !== null) return null;
  if (link.name !== 'live' || life.name !== 'running' || engine === null) return null;
  if (!engine.commands.includes('search-artists')) return null;
  if (analytics === null || analytics.isRecalled) return null;
  const { listed, total } = artistsLength(analytics.view, kind);
  return listed === total ? null : { kind, text, engine: engine.id, counted: analytics.view };
}

function isSameQuestion(one: Wanted | null, other: Wanted | null): boolean {
  return one?.kind === other?.kind && one?.text === other?.text && one?.engine === other?.engine;
}

function statusAfter(ended: Settled | null, isLate: boolean): ArtistSearch['status'] {
  if (isLate) return 'unanswered';
  if (ended === null) return 'asked';
  return ended.isAnswered ? 'answered' : 'unanswered';
}

function gapBefore(wanted: Wanted, settled: Settled | null): number {
  if (settled === null || !isSameQuestion(settled, wanted)) return TYPED_MS;
  return settled.isAnswered ? REFRESH_MS : RETRY_MS;
}
