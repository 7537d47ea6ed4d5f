import type { MirrorView } from '../../../src/engine/mirror-view.ts';
import type { HdfsStatus } from '../../../src/services/hdfs/hdfs-status.ts';
import type { ConsoleEvent } from '../../../src/state/events.ts';
import { reduce } from '../../../src/state/store.ts';
import { hdfsStatusOf } from '../hdfs/hdfs-status-of.ts';
import { NOW, SCENES } from './scenes.ts';

const opened: ConsoleEvent = {
  type: 'hdfs/opened',
  url: 'http://namenode:9870',
  user: 'trackdeck',
  folder: '/trackdeck/exports',
  at: NOW - 185_000,
};

function observed(fields: Partial<HdfsStatus> = {}): ConsoleEvent {
  const newest = [
    { name: '2026-11-24T11-59-00Z', modifiedAt: NOW - 58_000 },
    { name: '2026-11-23T17-00-00Z', modifiedAt: NOW - 68_400_000 },
  ];
  const folder = { files: 23, bytes: 61_234_567, snapshots: 2, newest };
  return { type: 'hdfs/observed', status: hdfsStatusOf(fields), folder, at: NOW - 2_000 };
}

const published: ConsoleEvent = {
  type: 'hdfs/export-published',
  kind: 'snapshot',
  name: '2026-11-24T11-59-00Z',
  path: '/trackdeck/exports/snapshots/2026-11-24T11-59-00Z',
  sentBytes: 12_345_678,
  durationMs: 1_234,
  at: NOW - 58_000,
};

const queued: ConsoleEvent = {
  type: 'hdfs/queue-changed',
  exports: 3,
  snapshots: 2,
  bytes: 26_400_000,
  oldestAt: NOW - 754_000,
  at: NOW - 20_000,
};

const away: ConsoleEvent = {
  type: 'hdfs/unreachable',
  failure: {
    code: 'HDFS_UNREACHABLE',
    message: 'Cannot reach HDFS at namenode:9870 to read NameNodeInfo (ECONNREFUSED)',
    hint: 'Check that the daemon is up.',
  },
  retryAt: NOW + 2_000,
  at: NOW - 780_000,
};

function sceneOf(...events: readonly ConsoleEvent[]): MirrorView {
  const { ingesting } = SCENES;
  return { ...ingesting, state: [opened, ...events].reduce(reduce, ingesting.state) };
}

const node = { name: 'datanode:9866', usedBytes: 0, capacityBytes: 0 } as const;

/** HDFS beside an ingest, as seen at `NOW`. */
export const HDFS_SCENES = {
  connecting: sceneOf(),
  operational: sceneOf(observed(), published),
  silent: sceneOf(observed({ nodes: [{ ...node, state: 'live', silentSeconds: 42 }] })),
  dead: sceneOf(
    observed({
      liveNodes: 0,
      deadNodes: 1,
      missingBlocks: 37,
      nodes: [{ ...node, state: 'dead', silentSeconds: 640 }],
    }),
    queued,
  ),
  safeMode: sceneOf(
    observed({
      safeMode:
        'Safe mode is ON. It was turned on manually. Use "hdfs dfsadmin -safemode leave" to turn safe mode off.',
    }),
    queued,
  ),
  away: sceneOf(observed(), published, queued, away),
  failing: sceneOf(observed(), queued, {
    type: 'hdfs/export-failed',
    kind: 'snapshot',
    name: '2026-11-24T11-59-00Z',
    failure: {
      code: 'HDFS_QUOTA',
      message: 'A quota of HDFS stands against it to write /trackdeck/exports/a',
      hint: 'Raise the quota.',
    },
    attempt: 5,
    retryAt: NOW + 21_000,
    at: NOW - 30_000,
  }),
} as const satisfies Record<string, MirrorView>;
