import { type Backoff, backoffDelay } from '../../domain/backoff.ts';
import { type ErrorCode, toConsoleError } from '../../domain/errors.ts';
import type { ExportQueue } from '../../services/hdfs/export-queue.ts';
import type { Publication } from '../../services/hdfs/publication.ts';
import type { QueuedExport } from '../../services/hdfs/queued-export.ts';
import type { Clock } from '../../services/ports.ts';
import type { Dispatch } from '../events.ts';
import type { Sleep } from './backoff.ts';
import { describeFailure } from './failure.ts';

export type DrainDeps = {
  readonly queue: Pick<ExportQueue, 'list' | 'remove'>;
  /** `undefined` when the export was replaced by a newer one meanwhile. */
  readonly publish: (item: QueuedExport, signal: AbortSignal) => Promise<Publication | undefined>;
  /** One process at a time takes from the queue. */
  readonly tryLock: () => Disposable | undefined;
  /** Told after every change of the queue. */
  readonly onChange: () => void;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly dispatch: Dispatch;
};

/** Of an outage that nobody watches, too: HDFS may be away for days. */
const DRAIN_BACKOFF: Backoff = { initialMs: 500, maxMs: 30_000 };
const POLL_MS = 500;

/** What is not the fault of one export: the others would fail the same way. */
const COMMON: ReadonlySet<ErrorCode> = new Set([
  'HDFS_UNREACHABLE',
  'HDFS_STARTING',
  'HDFS_SAFE_MODE',
  'HDFS_NO_DATANODE',
]);

/**
 * Publishes whatever is in the queue, oldest first, until the signal aborts. A failure is tried
 * again for ever with growing waits; an export that fails by itself does not hold up the others.
 */
export async function drainExports(deps: DrainDeps, signal: AbortSignal): Promise<void> {
  let failedRounds = 0;
  while (!signal.aborted) {
    const hasFailed = await roundOrNotice(deps, failedRounds + 1, signal);
    failedRounds = hasFailed ? failedRounds + 1 : 0;
    const delayMs = hasFailed ? delayOf(failedRounds) : POLL_MS;
    await deps.sleep(delayMs, signal).catch(() => {});
  }
}

/** The same at every failure of a round, so that the time told for the next attempt is right. */
function delayOf(attempt: number): number {
  return backoffDelay(DRAIN_BACKOFF, attempt, 0.5);
}

/** A queue that cannot be worked on for now, as on a disk that fails, is tried again like an outage. */
async function roundOrNotice(
  deps: DrainDeps,
  attempt: number,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return await round(deps, attempt, signal);
  } catch (error) {
    if (signal.aborted) return false;
    const { message } = toConsoleError(error);
    const text = `Exports wait for HDFS: ${message}; it is tried again`;
    const at = deps.clock.now();
    if (attempt === 1) deps.dispatch({ type: 'notice/raised', level: 'warning', text, at });
    return true;
  }
}

/** Tries every export once. Returns whether any has failed. */
async function round(deps: DrainDeps, attempt: number, signal: AbortSignal): Promise<boolean> {
  if (deps.queue.list().length === 0) return false;
  using lock = deps.tryLock();
  if (lock === undefined) return false;
  let hasFailed = false;
  for (const item of deps.queue.list()) {
    const failure = await publishOne(deps, item, attempt, signal);
    if (signal.aborted) return false;
    hasFailed ||= failure !== undefined;
    if (failure !== undefined && COMMON.has(failure)) break;
  }
  return hasFailed;
}

/** @returns what it failed with, if an attempt later on may succeed */
async function publishOne(
  deps: DrainDeps,
  item: QueuedExport,
  attempt: number,
  signal: AbortSignal,
): Promise<ErrorCode | undefined> {
  const { queue, clock, dispatch, onChange } = deps;
  const { kind, name } = item;
  const startedAt = clock.now();
  try {
    const publication = await deps.publish(item, signal);
    if (publication !== undefined) {
      const at = clock.now();
      const { path, sentBytes } = publication;
      const durationMs = at - startedAt;
      dispatch({ type: 'hdfs/export-published', kind, name, path, sentBytes, durationMs, at });
      await queue.remove(item);
    }
    onChange();
    return undefined;
  } catch (error) {
    if (signal.aborted) return undefined;
    const failure = describeFailure(error);
    const at = clock.now();
    if (toConsoleError(error).code === 'HDFS_QUEUE_DAMAGED') {
      dispatch({ type: 'hdfs/export-lost', kind, name, failure, at });
      await queue.remove(item);
      onChange();
      return undefined;
    }
    const retryAt = at + delayOf(attempt);
    dispatch({ type: 'hdfs/export-failed', kind, name, failure, attempt, retryAt, at });
    return failure.code;
  }
}
