import { toConsoleError } from '../../../domain/errors.ts';
import type { CommittedOffset, ConsumerDelivery, PartitionOffsets } from '../../ports.ts';
import type { GroupCoordinator } from './group-coordinator.ts';
import type { LogFile } from './log-file.ts';
import type { TopicRef } from './topic-catalog.ts';

type MembershipChange = Extract<ConsumerDelivery, { type: 'assigned' | 'revoked' }>;

/** One stay in a consumer group, heartbeats included. */
export type Membership = {
  /**
   * What was given to or taken from this member since the last call. Calling again says that the
   * last change was dealt with: what was revoked then goes to its new owner.
   *
   * @throws `TOPIC_MISSING`, or what the last heartbeat failed with
   */
  nextChange(): MembershipChange | undefined;
  /** Offsets of the whole topic, as of the last call of `nextChange`. */
  partitions(): readonly PartitionOffsets[];
  commit(offsets: ReadonlyMap<number, CommittedOffset>): void;
  leave(): void;
};

/** @throws `TOPIC_MISSING` */
export function joinGroup(
  deps: { readonly log: LogFile; readonly coordinator: GroupCoordinator },
  options: {
    readonly groupId: string;
    readonly topic: TopicRef;
    readonly clientId: string;
    readonly sessionTimeoutMs: number;
    readonly heartbeatIntervalMs: number;
  },
): Membership {
  const { log, coordinator } = deps;
  let member = coordinator.join(options);
  let held: readonly number[] = [];
  let unreleased: readonly number[] = [];
  let partitions: readonly PartitionOffsets[] = [];
  let seenVersion: number | undefined;
  let heartbeatFailure: Error | undefined;

  // The member lives as long as its process does, however long its caller takes over a batch.
  const heartbeats = setInterval(sendHeartbeat, options.heartbeatIntervalMs).unref();

  function sendHeartbeat(): void {
    try {
      coordinator.heartbeat(member);
    } catch (error) {
      const failure = toConsoleError(error);
      if (!failure.isRetryable) heartbeatFailure = failure;
    }
  }

  function releaseRevoked(): void {
    if (unreleased.length === 0) return;
    coordinator.release(member, unreleased);
    unreleased = [];
  }

  function revoke(revoked: readonly number[]): MembershipChange {
    held = held.filter((partition) => !revoked.includes(partition));
    unreleased = revoked;
    return { type: 'revoked', partitions: revoked };
  }

  function rejoin(): MembershipChange | undefined {
    if (held.length > 0) return revoke(held);
    member = coordinator.join(options);
    return findChange();
  }

  function claim(): MembershipChange | undefined {
    const { partitions: claimed, generation } = coordinator.claim(member);
    if (claimed.length === 0) return undefined;
    held = [...held, ...claimed];
    return { type: 'assigned', partitions: claimed, generation, memberId: member.memberId };
  }

  function findChange(): MembershipChange | undefined {
    const view = coordinator.view(member);
    partitions = view.partitions;
    if (!view.isMember) return rejoin();
    if (!view.isSpread) {
      coordinator.rebalance(member);
      return findChange();
    }
    const revoked = held.filter((partition) => !view.assigned.includes(partition));
    if (revoked.length > 0) return revoke(revoked);
    return view.hasFree ? claim() : undefined;
  }

  return {
    nextChange: () => {
      if (heartbeatFailure !== undefined) throw heartbeatFailure;
      releaseRevoked();
      const version = log.version();
      if (version === seenVersion) return undefined;
      const change = findChange();
      if (change === undefined) seenVersion = version;
      return change;
    },
    partitions: () => partitions,
    commit: (offsets) => coordinator.commit(member, offsets),
    leave: () => {
      clearInterval(heartbeats);
      coordinator.leave(member);
    },
  };
}
