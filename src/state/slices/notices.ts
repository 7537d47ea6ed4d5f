import { eventNotice, type Notice } from '../event-notice.ts';
import type { ConsoleEvent } from '../events.ts';

/** Oldest first. */
export type NoticesSlice = readonly Notice[];

/** Older notices are dropped; the program log has them all. */
const MAX_NOTICES = 200;

export function noticesReducer(slice: NoticesSlice, event: ConsoleEvent): NoticesSlice {
  const notice = eventNotice(event);
  return notice === null ? slice : [...slice.slice(-(MAX_NOTICES - 1)), notice];
}
