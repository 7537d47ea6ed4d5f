import type { ConsoleEvent, Failure } from '../events.ts';

/** How far an engine is on its way to its end. */
export type LifeSlice =
  | { readonly name: 'running' }
  /** Takes no commands any more; what is counted is being saved. */
  | { readonly name: 'stopping'; readonly since: number }
  /** The last that is heard of it. Everything is saved unless there is a failure. */
  | { readonly name: 'ended'; readonly at: number; readonly failure: Failure | null };

export const initialLife: LifeSlice = { name: 'running' };

export function lifeReducer(slice: LifeSlice, event: ConsoleEvent): LifeSlice {
  switch (event.type) {
    case 'engine/stopping':
      return slice.name === 'running' ? { name: 'stopping', since: event.at } : slice;
    case 'engine/ended':
      return { name: 'ended', at: event.at, failure: event.failure };
    default:
      return slice;
  }
}
