import type { Clock } from '../services/ports.ts';
import type { ConsoleEvent, Dispatch } from './events.ts';
import { HotEvents } from './hot-events.ts';
import { createSampler } from './sampler.ts';
import type { ConsoleStore } from './store.ts';

/** How often what comes by the hundred a second reaches the store. */
export const TICK_MS = 250;

/** An event that changed the state. */
export type NumberedEvent = {
  /** One more than the event before; a greater step means that some were left out. */
  readonly sequence: number;
  readonly event: ConsoleEvent;
};

export type EventFeed = {
  /**
   * Facts reach the store at once; hot events, merged, at the next tick or right before the next
   * fact, so that the order of what happened is kept.
   */
  readonly dispatch: Dispatch;
  /** To be called every `TICK_MS`: releases what waits and samples the rates. */
  tick(): void;
  /** Releases what waits. */
  flush(): void;
  /** Number of the newest event that the state holds; 0 at the start. */
  sequence(): number;
  /**
   * Calls back after every event that changed the state; one that changes nothing is not told.
   * A listener must not dispatch.
   *
   * @returns the way to stop it
   */
  subscribe(listener: (event: NumberedEvent) => void): () => void;
};

/** Stands between commands and the store, as its only writer. */
export function createEventFeed(deps: {
  readonly store: ConsoleStore;
  readonly clock: Clock;
}): EventFeed {
  const { store, clock } = deps;
  const waiting = new HotEvents();
  const listeners = new Set<(event: NumberedEvent) => void>();
  const sampler = createSampler({ store: { getState: store.getState, dispatch: release }, clock });
  let sequence = 0;

  function release(event: ConsoleEvent): void {
    const before = store.getState();
    store.dispatch(event);
    if (store.getState() === before) return;
    sequence += 1;
    for (const listener of listeners) listener({ sequence, event });
  }
  function flush(): void {
    for (const event of waiting.drain()) release(event);
  }

  return {
    dispatch(event) {
      if (waiting.add(event)) return;
      flush();
      release(event);
    },
    tick() {
      flush();
      sampler.sample();
    },
    flush,
    sequence: () => sequence,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
