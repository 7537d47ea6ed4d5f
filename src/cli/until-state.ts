import type { ConsoleState } from '../state/store.ts';
import type { Session } from './session.ts';

export function untilState(
  { getState, subscribe }: Session['store'],
  isThere: (state: ConsoleState) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    if (isThere(getState())) {
      resolve();
      return;
    }
    const unsubscribe = subscribe((state) => {
      if (!isThere(state)) return;
      unsubscribe();
      resolve();
    });
  });
}
