import { eventNotice, type Notice } from '../event-notice.ts';
import type { ConsoleEvent } from '../events.ts';

/** Oldest first. */
export type NoticesSlice = readonly Notice[];

/** Older notices are dropped; the program log has them all. */
const MAX_NOTICES = 200;

/** Steps on one subject that follow its first one within this time are one change. */
const ONE_CHANGE_MS = 10_000;

export function noticesReducer(slice: NoticesSlice, event: ConsoleEvent): NoticesSlice {
  const notice = eventNotice(event);
  if (notice === null) return slice;
  const last = slice.at(-1);
  if (last === undefined || !isNextStep(last, notice)) {
    return [...slice.slice(-(MAX_NOTICES - 1)), notice];
  }
  return [...slice.slice(0, -1), { ...notice, firstAt: firstStepOf(last) }];
}

/** Twenty presses of a key would drive out all else that happened. */
function isNextStep(last: Notice, { subject, at }: Notice): boolean {
  if (subject === undefined || last.subject !== subject) return false;
  return at - firstStepOf(last) <= ONE_CHANGE_MS;
}

function firstStepOf({ at, firstAt = at }: Notice): number {
  return firstAt;
}
