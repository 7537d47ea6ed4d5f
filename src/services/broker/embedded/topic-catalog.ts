import { randomUUID } from 'node:crypto';
import { ConsoleError } from '../../../domain/errors.ts';
import type { PartitionOffsets, TopicDescription, TopicSpec } from '../../ports.ts';
import type { LogFile } from './log-file.ts';

export type TopicRef = {
  /** Its number in the file; a topic made again has another. */
  readonly ref: number;
  readonly name: string;
};

export type TopicCatalog = {
  ensure(spec: TopicSpec): TopicDescription;
  describe(name: string): TopicDescription | undefined;
  delete(name: string): void;
  find(name: string): TopicRef | undefined;
  /** @throws `TOPIC_MISSING` */
  require(name: string): TopicRef;
  /** @throws `TOPIC_MISSING` when this very topic was deleted */
  partitions(topic: TopicRef): readonly PartitionOffsets[];
};

export function topicMissing(name: string): ConsoleError {
  return new ConsoleError('TOPIC_MISSING', `Topic ${name} is not in the embedded log`, {
    hint: 'A producer creates it; check the name given with --topic.',
    context: { topic: name },
  });
}

export function createTopicCatalog(log: LogFile): TopicCatalog {
  const insertTopic = log.prepare(
    'INSERT INTO topics (topic_id, name, retention_ms) VALUES (?, ?, ?) RETURNING ref',
  );
  const insertPartition = log.prepare(
    'INSERT INTO partitions (topic_ref, partition) VALUES (?, ?)',
  );
  const selectTopic = log.prepare('SELECT ref, topic_id FROM topics WHERE name = ?');
  const selectPartitions = log.prepare(
    `SELECT partition, log_start_offset, log_end_offset
     FROM partitions WHERE topic_ref = ? ORDER BY partition`,
  );
  const deleteTopic = log.prepare('DELETE FROM topics WHERE name = ?');

  function find(name: string): TopicRef | undefined {
    const row = log.read(() => selectTopic.get(name));
    return row && { ref: Number(row['ref']), name };
  }

  function offsetsOf(ref: number): readonly PartitionOffsets[] {
    return log
      .read(() => selectPartitions.all(ref))
      .map((row) => ({
        partition: Number(row['partition']),
        logStartOffset: Number(row['log_start_offset']),
        logEndOffset: Number(row['log_end_offset']),
      }));
  }

  function describe(name: string): TopicDescription | undefined {
    const row = log.read(() => selectTopic.get(name));
    if (row === undefined) return undefined;
    const partitions = offsetsOf(Number(row['ref']));
    return { name, topicId: String(row['topic_id']), partitions };
  }

  function create(spec: TopicSpec): void {
    const row = insertTopic.get(randomUUID(), spec.name, spec.retentionMs);
    for (let partition = 0; partition < spec.partitions; partition += 1) {
      insertPartition.run(Number(row?.['ref']), partition);
    }
  }

  return {
    find,
    describe,
    ensure: (spec) => {
      const existing = describe(spec.name);
      if (existing !== undefined) return existing;
      return log.write(() => {
        if (find(spec.name) === undefined) create(spec);
        return describe(spec.name) as TopicDescription;
      });
    },
    delete: (name) => {
      if (find(name) !== undefined) log.write(() => deleteTopic.run(name));
    },
    require: (name) => {
      const topic = find(name);
      if (topic === undefined) throw topicMissing(name);
      return topic;
    },
    partitions: (topic) => {
      const partitions = offsetsOf(topic.ref);
      if (partitions.length === 0) throw topicMissing(topic.name);
      return partitions;
    },
  };
}
