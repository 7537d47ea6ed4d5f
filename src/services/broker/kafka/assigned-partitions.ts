import { ConsoleError } from '../../../domain/errors.ts';
import type { CommittedOffset, ConsumerDelivery, TopicDescription } from '../../ports.ts';
import type { JoinedGroup } from './group-client.ts';

type MembershipChange = Extract<ConsumerDelivery, { type: 'assigned' | 'revoked' }>;
type Expired = Extract<ConsumerDelivery, { type: 'expired' }>;

/** The partitions a member has, and where it reads on in each. */
export type AssignedPartitions = {
  /** What joining changed: first what was taken, at the next call what was given. */
  applyJoin(joined: JoinedGroup): MembershipChange | undefined;
  has(partition: number): boolean;
  list(): readonly number[];
  /** Positions known so far. */
  positions(): ReadonlyMap<number, number>;
  position(partition: number): number | undefined;
  moveTo(partition: number, offset: number): void;
  /** Positions to be compared with the log before reading on. */
  unchecked(): readonly number[];
  uncheck(partition: number): void;
  /** Whether reading goes on where a check has put it. */
  isFresh(partition: number): boolean;
  /** Some position is not known yet: the group's committed offset decides. */
  needsCommitted(): boolean;
  /**
   * Compares the unchecked positions with the log. Tells of the first that retention has overtaken;
   * with no such, all are checked.
   *
   * @throws `OFFSET_OUT_OF_RANGE`
   */
  check(
    topic: TopicDescription,
    committed: ReadonlyMap<number, CommittedOffset>,
  ): Expired | undefined;
};

export function createAssignedPartitions(): AssignedPartitions {
  const positions = new Map<number, number | undefined>();
  const unchecked = new Set<number>();
  const fresh = new Map<number, number>();
  let memberId = '';

  function forget(partition: number): void {
    positions.delete(partition);
    unchecked.delete(partition);
  }

  return {
    applyJoin: (joined) => {
      // A new member id says that others may have had the partitions meanwhile.
      const stays = joined.memberId === memberId;
      const revoked = [...positions.keys()].filter(
        (partition) => !stays || !joined.partitions.includes(partition),
      );
      if (revoked.length > 0) {
        for (const partition of revoked) forget(partition);
        return { type: 'revoked', partitions: revoked };
      }
      memberId = joined.memberId;
      const assigned = joined.partitions.filter((partition) => !positions.has(partition));
      for (const partition of assigned) positions.set(partition, undefined);
      for (const partition of joined.partitions) unchecked.add(partition);
      if (assigned.length === 0) return undefined;
      const { generation } = joined;
      const partitions = assigned.toSorted((left, right) => left - right);
      return { type: 'assigned', partitions, generation, memberId };
    },
    has: (partition) => positions.has(partition),
    list: () => [...positions.keys()],
    positions: () =>
      new Map([...positions].map(([partition, position]) => [partition, position ?? 0])),
    position: (partition) => positions.get(partition),
    moveTo: (partition, offset) => {
      if (positions.has(partition)) positions.set(partition, offset);
    },
    unchecked: () => [...unchecked],
    uncheck: (partition) => {
      if (positions.has(partition)) unchecked.add(partition);
    },
    isFresh: (partition) => fresh.get(partition) === positions.get(partition),
    needsCommitted: () =>
      [...unchecked].some((partition) => positions.get(partition) === undefined),
    check: (topic, committed) => {
      for (const partition of unchecked) {
        const log = topic.partitions[partition];
        if (log === undefined) continue;
        const position =
          positions.get(partition) ?? committed.get(partition)?.offset ?? log.logStartOffset;
        if (position > log.logEndOffset) {
          throw offsetOutOfRange(topic.name, partition, position, log.logEndOffset);
        }
        positions.set(partition, Math.max(position, log.logStartOffset));
        if (position < log.logStartOffset) {
          return { type: 'expired', partition, from: position, to: log.logStartOffset };
        }
        fresh.set(partition, position);
      }
      unchecked.clear();
      return undefined;
    },
  };
}

function offsetOutOfRange(
  topic: string,
  partition: number,
  offset: number,
  logEndOffset: number,
): ConsoleError {
  return new ConsoleError(
    'OFFSET_OUT_OF_RANGE',
    `Offset ${offset} is beyond the log end offset ${logEndOffset} of ${topic}, partition ${partition}`,
    {
      hint: 'The topic was made anew or cut short since this offset was saved.',
      context: { topic, partition, offset, logEndOffset },
    },
  );
}
