import type { ConsoleState } from '../store.ts';
import { selectIsAtRest } from './at-rest.ts';
import { selectCountedTotal } from './counted-total.ts';

/** Exports are saved every so often: without a save for so many of these times nothing moves. */
const OVERDUE_STEPS = 2;
/** How long ago an upload may have ended and still be told as what goes on. */
const RECENT_MS = 10_000;

type Known = Pick<ConsoleState, 'producer' | 'consumer' | 'analytics' | 'exports'>;

/**
 * Tracks per second that came to the exports between their newest saves, 0 once they hold all there
 * is; `null` before there were two.
 */
export function selectExportRate(state: Known, now: number): number | null {
  const { grown, savedAt, records } = state.exports;
  if (grown === null || savedAt === null || grown.overMs <= 0) return null;
  if (records === selectCountedTotal(state) && selectIsAtRest(state, now)) return 0;
  const isOverdue = now - savedAt > OVERDUE_STEPS * grown.overMs;
  return isOverdue ? 0 : Math.max(0, (grown.records * 1000) / grown.overMs);
}

/** Bytes per second of the upload to HDFS that has just ended, 0 at rest; `null` before the first. */
export function selectUploadRate({ hdfs }: Pick<ConsoleState, 'hdfs'>, now: number): number | null {
  const newest = hdfs?.newest ?? null;
  if (newest === null) return null;
  const isRecent = now - newest.at <= RECENT_MS;
  return isRecent ? (newest.sentBytes * 1000) / Math.max(1, newest.durationMs) : 0;
}
