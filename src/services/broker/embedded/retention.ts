import type { Clock } from '../../ports.ts';
import type { LogFile } from './log-file.ts';

const INTERVAL_MS = 60_000;

export type Retention = {
  /** Removes what is too old, at most once a minute; cheap to call with every append and poll. */
  enforceWhenDue(): void;
};

/**
 * Removes whole batches from the start of a partition while their newest record is older than the
 * topic keeps. Their pages are used again by later batches, so the file stops growing; it is
 * never vacuumed, which would lock every process out for seconds.
 */
export function createRetention(deps: { readonly log: LogFile; readonly clock: Clock }): Retention {
  const { log, clock } = deps;
  const selectPartitions = log.prepare(
    `SELECT topic_ref, partition, log_start_offset, log_end_offset, retention_ms
     FROM partitions JOIN topics ON topics.ref = topic_ref
     WHERE retention_ms IS NOT NULL AND log_start_offset < log_end_offset`,
  );
  const selectOldestKept = log.prepare(
    `SELECT base_offset FROM batches
     WHERE topic_ref = ? AND partition = ? AND max_timestamp_ms >= ?
     ORDER BY base_offset LIMIT 1`,
  );
  const moveStart = log.prepare(
    'UPDATE partitions SET log_start_offset = ? WHERE topic_ref = ? AND partition = ?',
  );
  const removeBelow = log.prepare(
    'DELETE FROM batches WHERE topic_ref = ? AND partition = ? AND base_offset < ?',
  );
  let lastRunMs: number | undefined;

  function isDue(nowMs: number): boolean {
    if (lastRunMs === undefined) return true;
    return nowMs - lastRunMs >= INTERVAL_MS || nowMs < lastRunMs;
  }

  function startsToMove(nowMs: number) {
    return selectPartitions
      .all()
      .map((row) => {
        const topicRef = Number(row['topic_ref']);
        const partition = Number(row['partition']);
        const keptFromMs = nowMs - Number(row['retention_ms']);
        const kept = selectOldestKept.get(topicRef, partition, keptFromMs);
        const start = Number(kept?.['base_offset'] ?? row['log_end_offset']);
        return { topicRef, partition, start, isMove: start > Number(row['log_start_offset']) };
      })
      .filter(({ isMove }) => isMove);
  }

  return {
    enforceWhenDue: () => {
      const nowMs = clock.now();
      if (!isDue(nowMs)) return;
      lastRunMs = nowMs;
      if (log.read(() => startsToMove(nowMs)).length === 0) return;
      log.write(() => {
        for (const { topicRef, partition, start } of startsToMove(nowMs)) {
          removeBelow.run(topicRef, partition, start);
          moveStart.run(start, topicRef, partition);
        }
      });
    },
  };
}
