import type { ConsoleEvent, NoticeEvent } from '../events.ts';

type Notice = Omit<NoticeEvent, 'type'>;

/** Oldest first. */
export type NoticesSlice = readonly Notice[];

/** Older notices are dropped; the program log has them all. */
const MAX_NOTICES = 200;

export function noticesReducer(slice: NoticesSlice, event: ConsoleEvent): NoticesSlice {
  if (event.type !== 'notice/raised') return slice;
  const { level, text, at } = event;
  return [...slice.slice(-(MAX_NOTICES - 1)), { level, text, at }];
}
