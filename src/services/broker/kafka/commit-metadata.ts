import type { CommittedOffset } from '../../ports.ts';

/**
 * Kafka keeps a group's offsets by the name of the topic: a member of one that was deleted may commit
 * to the one made anew. What is committed here therefore names the topic's id.
 */
export function nameTopic(committed: CommittedOffset, topicId: string): CommittedOffset {
  return { ...committed, metadata: `${committed.metadata}@${topicId}` };
}

/** What was committed for this topic, whoever did it; `undefined` when it was for an earlier one. */
export function ofTopic(
  { offset, metadata }: CommittedOffset,
  topicId: string,
): CommittedOffset | undefined {
  const [, text, named] = /^(.*)@([^@]*)$/s.exec(metadata) ?? [];
  // Other tools name none.
  if (text === undefined || named === undefined) return { offset, metadata };
  return named === topicId ? { offset, metadata: text } : undefined;
}
