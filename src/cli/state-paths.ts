import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Where things lie in a state directory. */
export type StatePaths = {
  readonly log: string;
  /** What an operator has set on an engine. */
  readonly steering: string;
  /** The downloaded data set. */
  readonly cache: string;
  /** What one group counted of one topic of one log; another topic of the same name has another. */
  analytics(identity: {
    readonly clusterId: string;
    readonly topicId: string;
    readonly group: string;
  }): string;
  /** What was exported last of a topic of a cluster, to be known while that is away. */
  lastExports(identity: {
    readonly bootstrapServers: string;
    readonly topic: string;
    readonly group: string;
    readonly outputDir: string;
  }): string;
  /** What is to be published to one folder of one HDFS. */
  hdfsQueue(url: string, folder: string): string;
  /** What Spark wrote in one run. */
  sparkLog(runId: string): string;
  /** Held while a run on Spark is under way. */
  readonly sparkLock: string;
  /** Held by the one process that publishes from a queue. */
  hdfsQueueLock(url: string, folder: string): string;
  /** All lock files. */
  readonly locks: string;
  /** Shared by everything that works on the directory; `clean` has it alone. */
  readonly stateLock: string;
  /** Held by the one process that downloads. */
  readonly cacheLock: string;
  /** Held by the one process that serves the engine's API. */
  readonly engineLock: string;
  /** Held by every member of the group, and by `run` alone. */
  groupLock(group: string): string;
  /** Held for the analytics store whose exports go to the output directory. */
  exportsLock(outputDir: string): string;
  /** Held for the ingest whose rejects file lies in the output directory. */
  rejectsLock(outputDir: string): string;
  /** Held for the output directory of an analytics store. */
  storeLock(storePath: string): string;
};

const ANALYTICS = 'analytics';
const CACHE = 'cache';
const STEERING = 'steering.json';
const LAST_EXPORTS = 'last-exports';
const HDFS_QUEUE = 'hdfs-queue';
const LOCKS = 'locks';

export function statePaths(stateDir: string): StatePaths {
  return {
    log: join(stateDir, 'embedded-log.db'),
    steering: join(stateDir, STEERING),
    cache: join(stateDir, CACHE),
    analytics({ clusterId, topicId, group }) {
      return join(stateDir, ANALYTICS, `${shortHash([clusterId, topicId, group].join('\n'))}.db`);
    },
    lastExports({ bootstrapServers, topic, group, outputDir }) {
      const identity = [bootstrapServers, topic, group, outputDir].join('\n');
      return join(stateDir, LAST_EXPORTS, `${shortHash(identity)}.json`);
    },
    hdfsQueue: (url, folder) => join(stateDir, HDFS_QUEUE, destination(url, folder)),
    hdfsQueueLock: (url, folder) =>
      join(stateDir, LOCKS, `hdfs-queue-${destination(url, folder)}.lock`),
    sparkLog: (runId) => join(stateDir, 'logs', 'spark', `${runId}.log`),
    sparkLock: join(stateDir, LOCKS, 'spark.lock'),
    locks: join(stateDir, LOCKS),
    stateLock: join(stateDir, LOCKS, 'state.lock'),
    cacheLock: join(stateDir, LOCKS, 'cache.lock'),
    engineLock: join(stateDir, LOCKS, 'engine.lock'),
    // A group's name may be longer than a file's.
    groupLock: (group) => join(stateDir, LOCKS, `group-${shortHash(group)}.lock`),
    exportsLock: (outputDir) => join(stateDir, LOCKS, `exports-${shortHash(outputDir)}.lock`),
    rejectsLock: (outputDir) => join(stateDir, LOCKS, `rejects-${shortHash(outputDir)}.lock`),
    storeLock: (storePath) => join(stateDir, LOCKS, `store-${shortHash(storePath)}.lock`),
  };
}

/** What trackdeck keeps in a state directory, as names in it; lock files stay, others may hold them. */
const STATE_ENTRIES = [
  'embedded-log.db',
  'embedded-log.db-wal',
  'embedded-log.db-shm',
  'embedded-log.db.use-lock',
  ANALYTICS,
  CACHE,
  STEERING,
  LAST_EXPORTS,
  HDFS_QUEUE,
  'logs',
  'engine.sock',
] as const;

const SET_ASIDE_LOG = /^embedded-log\.db\.set-aside-/;

function destination(url: string, folder: string): string {
  return shortHash([new URL(url).origin, folder].join('\n'));
}

/** Whether a name in a state directory is one that trackdeck gives. */
export function isStateEntry(name: string): boolean {
  return STATE_ENTRIES.some((entry) => entry === name) || SET_ASIDE_LOG.test(name);
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
