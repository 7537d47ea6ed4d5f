import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Where things lie in a state directory. */
export type StatePaths = {
  readonly log: string;
  /** What one group counted of one topic of one log; another topic of the same name has another. */
  analytics(identity: {
    readonly clusterId: string;
    readonly topicId: string;
    readonly group: string;
  }): string;
  /** Shared by everything that works on the directory; `clean` has it alone. */
  readonly stateLock: string;
  /** Held by the one process that serves the engine's API. */
  readonly engineLock: string;
  /** Held by every member of the group, and by `run` alone. */
  groupLock(group: string): string;
};

const ANALYTICS = 'analytics';
const LOCKS = 'locks';

export function statePaths(stateDir: string): StatePaths {
  return {
    log: join(stateDir, 'embedded-log.db'),
    analytics({ clusterId, topicId, group }) {
      const identity = [clusterId, topicId, group].join('\n');
      const name = createHash('sha256').update(identity).digest('hex').slice(0, 16);
      return join(stateDir, ANALYTICS, `${name}.db`);
    },
    stateLock: join(stateDir, LOCKS, 'state.lock'),
    engineLock: join(stateDir, LOCKS, 'engine.lock'),
    groupLock: (group) => join(stateDir, LOCKS, `group-${group}.lock`),
  };
}

/** What trackdeck keeps in a state directory, as names in it; lock files stay, others may hold them. */
export const STATE_ENTRIES = [
  'embedded-log.db',
  'embedded-log.db-wal',
  'embedded-log.db-shm',
  ANALYTICS,
  'logs',
] as const;
