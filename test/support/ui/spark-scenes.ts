import type { MirrorView } from '../../../src/engine/mirror-view.ts';
import type { ApplicationProgress, SparkStatus } from '../../../src/services/spark/spark-status.ts';
import type { ConsoleEvent } from '../../../src/state/events.ts';
import { reduce } from '../../../src/state/store.ts';
import { runPlanOf, runResultOf, sparkStatusOf } from '../spark/spark-runs.ts';
import { HDFS_SCENES } from './hdfs-scenes.ts';
import { NOW } from './scenes.ts';

const opened: ConsoleEvent = { type: 'spark/opened', url: 'http://spark-master:8080', at: NOW };

const application: ApplicationProgress = {
  id: 'app-20261124115900-0007',
  name: 'trackdeck-batch',
  url: 'http://driver:4040',
  jobs: { running: 1, succeeded: 2, failed: 0 },
  stages: { active: 1, complete: 4, failed: 1 },
  tasks: { total: 31, completed: 14, active: 2, failed: 3 },
  stage: {
    id: 7,
    name: 'parquet at job.py:88',
    state: 'ACTIVE',
    tasks: { total: 12, completed: 5, active: 2, failed: 0 },
    shuffleReadBytes: 1_200_000,
    shuffleWriteBytes: 800_000,
    skew: 3.4,
  },
  failures: ['ExecutorLostFailure: executor 1 exited'],
};

function observed(
  fields: Partial<SparkStatus> = {},
  running: ApplicationProgress | null = null,
): ConsoleEvent {
  const finished = [
    {
      id: 'app-20261124110000-0006',
      name: 'nightly',
      user: 'spark',
      state: 'FAILED',
      cores: 2,
      memoryPerExecutorBytes: 1_073_741_824,
      startedAt: NOW - 3_600_000,
      durationMs: 95_000,
    },
  ];
  const status = sparkStatusOf({ finishedApplications: 1, finished, ...fields });
  return { type: 'spark/observed', status, application: running, at: NOW - 2_000 };
}

const busy = observed(
  {
    coresUsed: 2,
    runningApplications: 1,
    running: [
      {
        id: application.id,
        name: application.name,
        user: 'trackdeck',
        state: 'RUNNING',
        cores: 2,
        memoryPerExecutorBytes: 1_073_741_824,
        startedAt: NOW - 60_000,
        durationMs: null,
      },
    ],
  },
  application,
);

const checking: ConsoleEvent = { type: 'spark/run-checking', mode: 'batch', at: NOW - 70_000 };

function started(mode: 'batch' | 'streaming'): readonly ConsoleEvent[] {
  const deadlineAt = mode === 'batch' ? NOW + 535_000 : null;
  return [
    checking,
    { type: 'spark/run-started', plan: runPlanOf({ mode, deadlineAt }), at: NOW - 65_000 },
    {
      type: 'spark/run-progressed',
      progress: {
        kind: 'registered',
        application: application.id,
        url: application.url,
        sparkVersion: '4.2.0',
      },
      at: NOW - 50_000,
    },
  ];
}

const batch: readonly ConsoleEvent[] = [
  ...started('batch'),
  {
    type: 'spark/run-progressed',
    progress: { kind: 'step', step: 'reading' },
    at: NOW - 40_000,
  },
];

const streamed: ConsoleEvent = {
  type: 'spark/run-progressed',
  progress: {
    kind: 'batch',
    batch: 3,
    inputRows: 30_000,
    inputRowsPerSecond: 8_000,
    processedRowsPerSecond: 7_500,
    durationMs: 4_000,
    offsetsBehind: 24_000,
    tracks: 120_000,
  },
  at: NOW - 3_000,
};

function finished(
  comparison: Extract<ConsoleEvent, { type: 'spark/run-finished' }>['comparison'],
): readonly ConsoleEvent[] {
  const at = NOW - 125_000;
  return [
    ...batch,
    { type: 'spark/run-finished', result: runResultOf(), comparison, at },
    observed(),
  ];
}

function sceneOf(...events: readonly ConsoleEvent[]): MirrorView {
  const { operational } = HDFS_SCENES;
  return { ...operational, state: [opened, ...events].reduce(reduce, operational.state) };
}

/** Spark beside an ingest with HDFS, as seen at `NOW`. */
export const SPARK_SCENES = {
  connecting: sceneOf(),
  idle: sceneOf(observed()),
  checking: sceneOf(observed(), checking),
  batch: sceneOf(busy, ...batch),
  streaming: sceneOf(busy, ...started('streaming'), streamed),
  agrees: sceneOf(...finished({ verdict: 'agrees', figures: 1_158 })),
  differs: sceneOf(
    ...finished({
      verdict: 'differs',
      figures: 1_158,
      differing: 2,
      differences: [
        { figure: 'tracks', console: 114_000, spark: 113_998 },
        { figure: 'mean energy of genre "pop"', console: 0.5, spark: 0.51 },
      ],
    }),
  ),
  impossible: sceneOf(
    ...finished({ verdict: 'impossible', reason: 'partition 2 is not counted here' }),
  ),
  failed: sceneOf(observed(), ...batch, {
    type: 'spark/run-failed',
    mode: 'batch',
    failure: {
      code: 'SPARK_JOB_FAILED',
      message: 'The batch on Spark ended with exit code 1: no space left',
      hint: 'See its log.',
    },
    at: NOW - 30_000,
  }),
  stopped: sceneOf(observed(), ...batch, {
    type: 'spark/run-stopped',
    mode: 'batch',
    result: null,
    comparison: null,
    at: NOW - 30_000,
  }),
  away: sceneOf(busy, ...batch, {
    type: 'spark/unreachable',
    failure: {
      code: 'SPARK_UNREACHABLE',
      message: 'Cannot reach the Spark master at spark-master:8080 (ECONNREFUSED)',
      hint: 'Start it.',
    },
    retryAt: NOW + 3_000,
    at: NOW - 780_000,
  }),
  noWorker: sceneOf(observed({ aliveWorkers: 0, cores: 0, memoryBytes: 0, workers: [] })),
  silent: sceneOf(
    observed({ workers: sparkStatusOf().workers.map((one) => ({ ...one, silentSeconds: 47 })) }),
  ),
  standby: sceneOf(observed({ state: 'STANDBY' })),
} as const satisfies Record<string, MirrorView>;
