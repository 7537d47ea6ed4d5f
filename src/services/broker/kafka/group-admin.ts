import type { Admin } from '@platformatic/kafka';
import { ConsoleError } from '../../../domain/errors.ts';
import type { CommittedOffset, GroupDescription } from '../../ports.ts';
import type { AdminCall } from './admin-call.ts';
import { findTopic } from './cluster-queries.ts';
import { ofTopic } from './commit-metadata.ts';
import { protocolErrorOf } from './kafka-errors.ts';

/** Consumer groups seen from outside, without joining them. */
export type GroupAdmin = {
  committed(groupId: string, topic: string): Promise<ReadonlyMap<number, CommittedOffset>>;
  /** @throws `GROUP_NOT_EMPTY` */
  reset(groupId: string, topic: string, offsets: ReadonlyMap<number, number>): Promise<void>;
  describe(groupId: string): Promise<GroupDescription>;
  /** Client ids of a group in the middle of a rebalance; `undefined` of any other. */
  rebalancingMembers(groupId: string): Promise<readonly string[] | undefined>;
};

export function createGroupAdmin(call: AdminCall): GroupAdmin {
  return {
    committed: (groupId, topic) =>
      call({ groupId }, async (admin) => {
        const described = await findTopic(admin, topic);
        const [group] = await admin.listConsumerGroupOffsets({ groups: [groupId] });
        const found = group?.topics.find(({ name }) => name === topic);
        const committed = new Map<number, CommittedOffset>();
        const byPartition = (found?.partitions ?? []).toSorted(
          (left, right) => left.partitionIndex - right.partitionIndex,
        );
        for (const { partitionIndex, committedOffset, metadata } of byPartition) {
          // kafkajs writes a negative offset where it starts anew.
          if (committedOffset < 0n || described === undefined) continue;
          const given = { offset: Number(committedOffset), metadata: metadata ?? '' };
          const current = ofTopic(given, described.id);
          if (current !== undefined) committed.set(partitionIndex, current);
        }
        return committed;
      }),
    reset: (groupId, topic, offsets) =>
      call({ groupId }, (admin) => reset(admin, groupId, topic, offsets)),
    describe: (groupId) => call({ groupId }, (admin) => describe(admin, groupId)),
    rebalancingMembers: (groupId) =>
      call({ groupId }, async (admin) => {
        const group = (await admin.describeGroups({ groups: [groupId] })).get(groupId);
        if (group === undefined || !REBALANCING.test(group.state)) return undefined;
        return [...group.members.values()].map(({ clientId }) => clientId);
      }),
  };
}

/** As brokers and the admin client spell it: `PreparingRebalance`, `COMPLETING_REBALANCE`. */
const REBALANCING = /^(preparing|completing)_?rebalance$/i;

async function describe(admin: Admin, groupId: string): Promise<GroupDescription> {
  const group = (await admin.describeGroups({ groups: [groupId] })).get(groupId);
  const members = [...(group?.members.values() ?? [])].map((member) => ({
    memberId: member.id,
    clientId: member.clientId,
    partitions: [...(member.assignments?.values() ?? [])]
      .flatMap(({ partitions }) => partitions)
      .toSorted((left, right) => left - right),
  }));
  return { groupId, generation: null, members };
}

async function reset(
  admin: Admin,
  groupId: string,
  topic: string,
  offsets: ReadonlyMap<number, number>,
): Promise<void> {
  const partitionOffsets = [...offsets].map(([partition, offset]) => ({
    partition,
    offset: BigInt(offset),
  }));
  try {
    await admin.alterConsumerGroupOffsets({ groupId, topics: [{ name: topic, partitionOffsets }] });
  } catch (error) {
    // Who commits without being a member is told that no such member exists, once there are others.
    if (protocolErrorOf(error) !== 'UNKNOWN_MEMBER_ID') throw error;
    throw new ConsoleError('GROUP_NOT_EMPTY', `The group ${groupId} still has members`, {
      hint: 'Stop its consumers first.',
      cause: error,
      context: { groupId, topic },
    });
  }
}
