import { randomUUID } from 'node:crypto';
import { ConsoleError } from '../../../domain/errors.ts';
import type { Clock, CommittedOffset, GroupDescription, PartitionOffsets } from '../../ports.ts';
import type { GroupOffsets } from './group-offsets.ts';
import { createGroupTables } from './group-tables.ts';
import type { LogFile } from './log-file.ts';
import type { TopicCatalog, TopicRef } from './topic-catalog.ts';

type Member = {
  readonly memberId: string;
  readonly groupId: string;
  readonly topic: TopicRef;
};

type DepartingMember = { readonly memberId: string; readonly topicRef: number };

/** A group and its topic as one member sees them. */
type GroupView = {
  /** False once its session expired and the group went on without it. */
  readonly isMember: boolean;
  readonly partitions: readonly PartitionOffsets[];
  /** What this member shall have. */
  readonly assigned: readonly number[];
  /** Whether some of it is held by nobody, so that the member may claim it. */
  readonly hasFree: boolean;
  /** False when the topic has grown since its partitions were spread over the members. */
  readonly isSpread: boolean;
};

export type GroupCoordinator = {
  /** @throws `TOPIC_MISSING` */
  join(options: {
    readonly groupId: string;
    readonly topic: TopicRef;
    readonly clientId: string;
    readonly sessionTimeoutMs: number;
  }): Member;
  leave(member: Member): void;
  /** Shows that the member lives, and removes those that no longer do. */
  heartbeat(member: Member): void;
  /** @throws `TOPIC_MISSING` */
  view(member: Member): GroupView;
  /** Spreads the topic's partitions anew, as after it has grown. */
  rebalance(member: Member): void;
  /** Takes the free partitions that are assigned to the member. */
  claim(member: Member): { readonly partitions: readonly number[]; readonly generation: number };
  release(member: Member, partitions: readonly number[]): void;
  /** @throws `MEMBER_FENCED` */
  commit(member: Member, offsets: ReadonlyMap<number, CommittedOffset>): void;
  /** @throws `GROUP_NOT_EMPTY` */
  reset(groupId: string, topic: TopicRef, offsets: ReadonlyMap<number, number>): void;
  describe(groupId: string): GroupDescription;
};

/**
 * Groups live in the log's file; there is no server. Whoever comes by does what is due: each
 * member's heartbeat removes dead members, and whoever changes the membership spreads the
 * partitions anew. A partition goes from one member to the next in two steps: the assignment
 * changes at once, and the new owner claims it when the old one has released it or is gone.
 *
 * @param deps.sessionClock - the same in all processes of this machine, and never set
 */
export function createGroupCoordinator(deps: {
  readonly log: LogFile;
  readonly catalog: TopicCatalog;
  readonly offsets: GroupOffsets;
  readonly sessionClock: Clock;
}): GroupCoordinator {
  const { log, catalog, offsets, sessionClock } = deps;
  const tables = createGroupTables(log);

  function removeMembers(members: readonly DepartingMember[], groupId: string): void {
    for (const { memberId } of members) tables.removeMember(memberId);
    for (const topicRef of new Set(members.map((member) => member.topicRef))) {
      tables.spread(groupId, topicRef);
    }
  }

  function removeDeadMembers(groupId: string): void {
    removeMembers(tables.deadMembers(groupId, sessionClock.now()), groupId);
  }

  function requireHolder(member: Member, partitions: Iterable<number>): void {
    const held = tables.heldBy(member.memberId);
    for (const partition of partitions) {
      if (!held.includes(partition))
        throw memberFenced(member.groupId, member.topic.name, partition);
    }
  }

  return {
    join: ({ groupId, topic, clientId, sessionTimeoutMs }) =>
      log.write(() => {
        catalog.partitions(topic);
        const memberId = `${clientId}-${randomUUID()}`;
        removeDeadMembers(groupId);
        tables.addMember({
          memberId,
          groupId,
          clientId,
          topicRef: topic.ref,
          sessionTimeoutMs,
          heartbeatAtMs: sessionClock.now(),
        });
        tables.spread(groupId, topic.ref);
        return { memberId, groupId, topic };
      }),
    leave: ({ memberId, groupId, topic }) =>
      log.write(() => {
        if (tables.hasMember(memberId)) removeMembers([{ memberId, topicRef: topic.ref }], groupId);
      }),
    heartbeat: ({ memberId, groupId }) =>
      log.write(() => {
        tables.touchMember(memberId, sessionClock.now());
        removeDeadMembers(groupId);
      }),
    view: ({ memberId, groupId, topic }) =>
      log.read(() => {
        const partitions = catalog.partitions(topic);
        const assignments = tables.assignments(groupId, topic.ref);
        const own = assignments.filter(({ assignedTo }) => assignedTo === memberId);
        return {
          isMember: tables.hasMember(memberId),
          partitions,
          assigned: own.map(({ partition }) => partition),
          hasFree: own.some(({ heldBy }) => heldBy === null),
          isSpread: assignments.length === partitions.length,
        };
      }),
    rebalance: ({ memberId, groupId, topic }) =>
      log.write(() => {
        if (tables.hasMember(memberId)) tables.spread(groupId, topic.ref);
      }),
    claim: ({ memberId, groupId, topic }) =>
      log.write(() => ({
        partitions: tables.claim(groupId, topic.ref, memberId),
        generation: tables.generation(groupId),
      })),
    release: (member, partitions) =>
      log.write(() => {
        for (const partition of partitions) tables.release(member.memberId, partition);
      }),
    commit: (member, committed) =>
      log.write(() => {
        requireHolder(member, committed.keys());
        offsets.put(member.groupId, member.topic, committed);
      }),
    reset: (groupId, topic, wanted) =>
      log.write(() => {
        removeDeadMembers(groupId);
        const members = tables.members(groupId).length;
        if (members > 0) throw groupNotEmpty(groupId, members);
        const committed = [...wanted].map(
          ([partition, offset]) => [partition, { offset, metadata: '' }] as const,
        );
        offsets.put(groupId, topic, new Map(committed));
      }),
    describe: (groupId) =>
      log.read(() => {
        const dead = tables.deadMembers(groupId, sessionClock.now());
        const members = tables
          .members(groupId)
          .filter(({ memberId }) => !dead.some((each) => each.memberId === memberId))
          .map((member) => ({ ...member, partitions: tables.heldBy(member.memberId) }));
        return { groupId, generation: tables.generation(groupId), members };
      }),
  };
}

export function memberFenced(groupId: string, topic: string, partition: number): ConsoleError {
  return new ConsoleError(
    'MEMBER_FENCED',
    `Partition ${partition} of ${topic} is no longer this member's in group ${groupId}`,
    {
      hint: 'Its new owner goes on from the last committed offset.',
      context: { groupId, topic, partition },
    },
  );
}

function groupNotEmpty(groupId: string, members: number): ConsoleError {
  return new ConsoleError(
    'GROUP_NOT_EMPTY',
    `Offsets of group ${groupId} cannot be moved while it has ${members} member(s)`,
    { hint: 'Stop its consumers first.', context: { groupId, members } },
  );
}
