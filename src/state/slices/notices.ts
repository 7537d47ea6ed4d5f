import { eventNotice, type Notice } from '../event-notice.ts';
import type { ConsoleEvent } from '../events.ts';

/** Oldest first. */
export type NoticesSlice = readonly Notice[];

/** Older notices are dropped; the program log has them all. */
const MAX_NOTICES = 200;

/** Steps on one subject that follow one another this closely are one change. */
const ONE_CHANGE_MS = 10_000;

export function noticesReducer(slice: NoticesSlice, event: ConsoleEvent): NoticesSlice {
  const notice = eventNotice(event);
  if (notice === null) return slice;
  const kept = isNextStep(slice.at(-1), notice) ? slice.slice(0, -1) : slice;
  return [...kept.slice(-(MAX_NOTICES - 1)), notice];
}

/** Twenty presses of a key would drive out all else that happened. */
function isNextStep(last: Notice | undefined, { subject, at }: Notice): boolean {
  if (last === undefined || subject === undefined) return false;
  return last.subject === subject && at - last.at <= ONE_CHANGE_MS;
}
