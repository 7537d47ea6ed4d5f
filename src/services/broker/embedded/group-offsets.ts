import type { CommittedOffset } from '../../ports.ts';
import type { LogFile } from './log-file.ts';
import type { TopicRef } from './topic-catalog.ts';

export type GroupOffsets = {
  committed(groupId: string, topic: TopicRef): ReadonlyMap<number, CommittedOffset>;
  /** Only inside a write. */
  put(groupId: string, topic: TopicRef, offsets: ReadonlyMap<number, CommittedOffset>): void;
};

export function createGroupOffsets(log: LogFile): GroupOffsets {
  const selectAll = log.prepare(
    `SELECT partition, committed_offset, metadata FROM group_offsets
     WHERE group_id = ? AND topic_ref = ? ORDER BY partition`,
  );
  const upsert = log.prepare(
    `INSERT INTO group_offsets VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET committed_offset = excluded.committed_offset, metadata = excluded.metadata`,
  );

  return {
    committed: (groupId, topic) => {
      const rows = log.read(() => selectAll.all(groupId, topic.ref));
      return new Map(
        rows.map((row) => [
          Number(row['partition']),
          { offset: Number(row['committed_offset']), metadata: String(row['metadata']) },
        ]),
      );
    },
    put: (groupId, topic, offsets) => {
      for (const [partition, { offset, metadata }] of offsets) {
        upsert.run(groupId, topic.ref, partition, offset, metadata);
      }
    },
  };
}
