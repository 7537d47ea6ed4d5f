import { ConsoleError } from '../../../domain/errors.ts';
import type { GroupAdmin } from './group-admin.ts';

/** A rebalance among members that all answer takes less. */
const LOOK_MS = 5_000;
const REMINDER_MS = 30_000;

/**
 * Notices a group that does not come out of a rebalance: Kafka waits for every member, and one that
 * hangs holds up all others until its own timeout has passed, which may be minutes.
 */
export type RebalanceWatch = {
  /** This member waits for its assignment from now on, if it did not already. */
  begin(): void;
  /** It has its assignment, or wants none any more. */
  end(): void;
  isWaiting(): boolean;
};

type WatchDependencies = {
  /** Fails at once when the broker is away: then that is what is told of. */
  readonly groups: Pick<GroupAdmin, 'rebalancingMembers'>;
  readonly groupId: string;
  readonly onStalled: (failure: ConsoleError) => void;
};

export function createRebalanceWatch(deps: WatchDependencies): RebalanceWatch {
  const { groups, groupId, onStalled } = deps;
  let waiting: { readonly since: number; toldAt: number; timer: NodeJS.Timeout } | undefined;

  async function look(): Promise<void> {
    const looked = waiting;
    const members = await groups.rebalancingMembers(groupId).catch(() => undefined);
    if (looked === undefined || looked !== waiting) return;
    looked.timer = lookSoon();
    const now = performance.now();
    if (members === undefined || now - looked.toldAt < REMINDER_MS) return;
    looked.toldAt = now;
    onStalled(groupRebalancing(groupId, members, Math.round((now - looked.since) / 1000)));
  }

  function lookSoon(): NodeJS.Timeout {
    return setTimeout(() => void look(), LOOK_MS).unref();
  }

  return {
    begin: () => {
      const toldAt = Number.NEGATIVE_INFINITY;
      waiting ??= { since: performance.now(), toldAt, timer: lookSoon() };
    },
    end: () => {
      clearTimeout(waiting?.timer);
      waiting = undefined;
    },
    isWaiting: () => waiting !== undefined,
  };
}

function groupRebalancing(
  groupId: string,
  members: readonly string[],
  seconds: number,
): ConsoleError {
  return new ConsoleError(
    'GROUP_REBALANCING',
    `The group ${groupId} has been in a rebalance for ${seconds} s: one of its members does not answer`,
    {
      hint: `Kafka goes on without it when its timeout has passed; to go on at once, end the one that hangs of ${members.join(', ')}.`,
      context: { groupId, members: members.length },
    },
  );
}
