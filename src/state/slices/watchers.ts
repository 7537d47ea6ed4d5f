import type { ConsoleEvent } from '../events.ts';

/** How many read the engine's events: screens, and scripts that do as they do. */
export type WatchersSlice = number;

export function watchersReducer(slice: WatchersSlice, event: ConsoleEvent): WatchersSlice {
  return event.type === 'engine/watched' ? event.watchers : slice;
}
