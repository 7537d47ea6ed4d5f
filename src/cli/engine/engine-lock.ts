import { hostname } from 'node:os';
import { formatDuration } from '../../domain/format.ts';
import { type LostHolder, lockAsHolder } from '../../services/locks/holder-lock.ts';
import type { Lock } from '../../services/locks/lock.ts';
import type { Session } from '../session.ts';
import { engineName } from './engine-name.ts';

/**
 * Makes this process the one engine of its state directory, or returns `undefined` where another
 * one is. One that was killed could not say so itself: its successor does.
 */
export function lockEngine(
  { paths, clock, dispatch }: Pick<Session, 'paths' | 'clock' | 'dispatch'>,
  command: string,
): Lock | undefined {
  const at = clock.now();
  const holder = { command, pid: process.pid, host: hostname(), startedAt: at };
  const lock = lockAsHolder(paths.engineLock, holder);
  if (lock?.lostBefore) {
    dispatch({ type: 'notice/raised', level: 'warning', text: lostText(lock.lostBefore, at), at });
  }
  return lock;
}

/** No time of day: a screen shows its own zone's, and the death may be of another day. */
function lostText(lost: LostHolder, now: number): string {
  const before = (at: number) => formatDuration(Math.max(0, now - at));
  return (
    `The previous engine ended without stopping, last seen alive ${before(lost.lastSeenAt)} before this one. ` +
    "Nothing is lost: an ingestion resumes at the ledger's next row, the consumption at its last save. " +
    `It was ${engineName(lost)}, started ${before(lost.startedAt)} before this one`
  );
}
