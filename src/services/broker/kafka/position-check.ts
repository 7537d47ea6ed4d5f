import type { CommittedOffset, ConsumerDelivery } from '../../ports.ts';
import type { AssignedPartitions } from './assigned-partitions.ts';
import type { GroupAdmin } from './group-admin.ts';
import { type TopicAdmin, topicReplaced } from './topic-admin.ts';

/** How often an idle member looks whether its topic is still the same one. */
const LOOK_INTERVAL_MS = 2_000;

/** Compares where a member reads with what the log holds; both fail with `TOPIC_MISSING`. */
export type PositionCheck = {
  /**
   * Reading goes on in every partition once its position is known to be in the log.
   *
   * @returns what retention removed before it was read; then not everything is checked yet.
   * @throws `OFFSET_OUT_OF_RANGE`
   */
  checkUnchecked(): Promise<ConsumerDelivery | undefined>;
  /** From time to time: where nothing arrives, nothing tells of a log that was cut short or expired. */
  lookForLostPositions(): Promise<void>;
};

type CheckDependencies = {
  readonly topics: TopicAdmin;
  readonly groups: GroupAdmin;
  readonly partitions: AssignedPartitions;
  /** Changes with every assignment. */
  readonly assignment: () => number;
  readonly readOn: (partitions: readonly number[]) => void;
  readonly checkAnew: (partition: number) => void;
};

type CheckOptions = {
  readonly groupId: string;
  readonly topic: string;
  readonly topicId: string;
};

export function createPositionCheck(
  { topics, groups, partitions, assignment, readOn, checkAnew }: CheckDependencies,
  { groupId, topic, topicId }: CheckOptions,
): PositionCheck {
  let lookedAt = 0;

  /** The topic as it is now. @throws `TOPIC_MISSING`, also when it was made anew */
  async function describe() {
    const log = await topics.describe(topic, 'latest');
    lookedAt = performance.now();
    if (log?.topicId !== topicId) throw topicReplaced(topic, log !== undefined);
    return log;
  }

  return {
    checkUnchecked: async () => {
      if (partitions.unchecked().length === 0) return undefined;
      const checked = assignment();
      const log = await describe();
      const committed = partitions.needsCommitted()
        ? await groups.committed(groupId, topic)
        : new Map<number, CommittedOffset>();
      if (checked !== assignment()) return undefined;
      const unchecked = partitions.unchecked();
      const expired = partitions.check(log, committed);
      if (expired === undefined) readOn(unchecked);
      return expired;
    },
    lookForLostPositions: async () => {
      if (performance.now() - lookedAt < LOOK_INTERVAL_MS) return;
      const log = await describe();
      for (const { partition, logStartOffset, logEndOffset } of log.partitions) {
        const position = partitions.position(partition);
        if (position === undefined) continue;
        if (position < logStartOffset || position > logEndOffset) checkAnew(partition);
      }
    },
  };
}
