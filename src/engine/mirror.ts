import { sleep, type Timers } from '../services/timers.ts';
import { describeFailure } from '../state/commands/failure.ts';
import { initialState, reduce } from '../state/store.ts';
import type { EngineClient, EngineMessage } from './client.ts';
import { isSilence } from './client-errors.ts';
import type { Mirror, MirrorView } from './mirror-view.ts';
import { watchSilence } from './silence-watch.ts';

/** How long after a lost stream the engine is looked for again. */
export const RECONNECT_MS = 500;
/** Changes within this time are told together. */
export const NOTIFY_MS = 16;
/** How long events may be behind the answer of a command that brought them about. */
export const REACH_MS = 1_000;

export type FollowingMirror = Mirror & {
  /**
   * Resolves when the state holds the engine's events up to this number, when there is no such engine
   * to wait for any more, and after a second at the latest.
   */
  reached(engine: string, sequence: number): Promise<void>;
  close(): void;
};

type MirrorDeps = {
  readonly client: Pick<EngineClient, 'getState' | 'events'>;
  readonly clock: { now(): number };
  readonly timers: Timers;
  readonly mayStart: boolean;
};

/**
 * Follows an engine until it is closed, through its restarts too: whatever engine listens there is
 * followed. While none does, the last state stays.
 *
 * The state is exactly the engine's at the number of the newest event seen: what is left out on the
 * way shows as a gap in the numbers, and then the whole state is fetched again.
 */
export function startMirror({ client, clock, timers, mayStart }: MirrorDeps): FollowingMirror {
  const listeners = new Set<() => void>();
  const arrivals = new Set<() => void>();
  const closed = new AbortController();
  let sequence = 0;
  let cancelNotice: (() => void) | null = null;
  let view: MirrorView = {
    link: { name: 'connecting', since: clock.now() },
    engine: null,
    mayStart,
    state: initialState,
  };
  const silence = watchSilence({
    clock,
    timers,
    onSilence() {
      if (view.link.name !== 'lost') markSilent();
    },
  });

  function change(part: Partial<MirrorView>): void {
    view = { ...view, ...part };
    arrive();
    cancelNotice ??= timers.after(NOTIFY_MS, () => {
      cancelNotice = null;
      for (const listener of listeners) listener();
    });
  }

  /** Tells who waits for a number, whether or not there is anything to draw. */
  function arrive(): void {
    for (const look of arrivals) look();
  }

  function reached(engine: string, number: number): Promise<void> {
    const isOver = () =>
      view.link.name !== 'live' || view.engine?.id !== engine || sequence >= number;
    return new Promise((resolve) => {
      const end = () => {
        arrivals.delete(look);
        cancel();
        resolve();
      };
      const look = () => {
        if (isOver()) end();
      };
      const cancel = timers.after(REACH_MS, end);
      arrivals.add(look);
      look();
    });
  }

  function markLive(): void {
    if (view.link.name !== 'live') change({ link: { name: 'live', since: clock.now() } });
  }

  /** It was last heard before anybody could know that it would say no more. */
  function markSilent(): void {
    const { link } = view;
    if (link.name === 'silent') return;
    const since = link.name === 'live' ? silence.heardAt() : link.since;
    change({ link: { name: 'silent', since } });
  }

  /** Its end is seen as it comes about, but not by a screen that was suspended. */
  function markLost(thrown: unknown): void {
    const failure = describeFailure(thrown);
    const seenAt = silence.isSilent() ? silence.heardAt() : clock.now();
    const since = view.link.name === 'live' ? seenAt : view.link.since;
    if (view.link.name === 'lost' && view.link.failure.message === failure.message) return;
    change({ link: { name: 'lost', since, failure } });
  }

  /** Returns false when another engine than the stream's has answered. */
  async function fetchState(streamOf: string): Promise<boolean> {
    const answer = await client.getState(closed.signal);
    silence.heard();
    sequence = answer.sequence;
    change({ engine: answer.engine, state: answer.state });
    return answer.engine.id === streamOf;
  }

  /** Returns false when the stream is of no use any more. */
  async function take(message: EngineMessage, streamOf: string): Promise<boolean> {
    if (message.type === 'hello') {
      const isUpToDate = view.engine?.id === streamOf && message.sequence === sequence;
      return isUpToDate || fetchState(streamOf);
    }
    if (message.sequence <= sequence) return true;
    if (message.sequence > sequence + 1) return fetchState(streamOf);
    sequence = message.sequence;
    const state = reduce(view.state, message.event);
    if (state !== view.state) change({ state });
    else arrive();
    return true;
  }

  async function followStream(): Promise<void> {
    let streamOf = '';
    for await (const message of client.events(closed.signal)) {
      silence.heard();
      if (message.type === 'hello') streamOf = message.engine;
      if (!(await take(message, streamOf))) return;
      markLive();
    }
  }

  async function follow(): Promise<void> {
    for (;;) {
      try {
        await followStream();
      } catch (error) {
        if (closed.signal.aborted) return;
        if (isSilence(error)) markSilent();
        else markLost(error);
      }
      await sleep(timers, RECONNECT_MS, closed.signal);
    }
  }

  follow().catch(() => {
    // Closed while it waited.
  });
  return {
    getView: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reached,
    close() {
      closed.abort();
      listeners.clear();
      cancelNotice?.();
      silence.close();
    },
  };
}
