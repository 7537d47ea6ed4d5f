import { setTimeout } from 'node:timers/promises';
import { ConsoleError } from '../../../domain/errors.ts';
import { reach } from '../../checkpoints.ts';
import type { CommittedOffset } from '../../ports.ts';
import type { GroupClient } from './group-client.ts';

/** A commit during a rebalance waits this long for the next assignment between two attempts. */
const RETRY_MS = 100;

type CommitDependencies = {
  readonly client: () => GroupClient | undefined;
  /** @throws `MEMBER_FENCED` */
  readonly requireOwned: (partition: number) => void;
  readonly translate: (thrown: unknown) => ConsoleError;
  /** Whether trying again is of no more use. */
  readonly isOver: (failure: ConsoleError) => boolean;
  readonly onLost: (failure: ConsoleError) => void;
};

/**
 * Commits; waits over a rebalance and for a broker that is away. When the consuming ends meanwhile
 * it says so and lets go: offsets of a group are for others to see, and nothing is built on them.
 *
 * @throws `MEMBER_FENCED`
 */
export async function commitOffsets(
  { client, requireOwned, translate, isOver, onLost }: CommitDependencies,
  offsets: ReadonlyMap<number, CommittedOffset>,
): Promise<void> {
  for (;;) {
    for (const partition of offsets.keys()) requireOwned(partition);
    try {
      await requireClient(client()).commit(offsets);
      reach('after-offset-commit');
      return;
    } catch (error) {
      const failure = translate(error);
      if (!failure.isRetryable) throw failure;
      if (isOver(failure)) {
        onLost(failure);
        return;
      }
    }
    await setTimeout(RETRY_MS);
  }
}

function requireClient(client: GroupClient | undefined): GroupClient {
  if (client !== undefined) return client;
  throw new ConsoleError('BROKER_UNREACHABLE', 'This member has not joined its group yet');
}
