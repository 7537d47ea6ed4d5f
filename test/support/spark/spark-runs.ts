import { AUDIO_FEATURES } from '../../../src/domain/track.ts';
import type { RunPlan, RunResult } from '../../../src/services/spark/spark-run.ts';
import type { SparkStatus } from '../../../src/services/spark/spark-status.ts';

/** A batch on its way to HDFS; give what the test is about. */
export function runPlanOf(fields: Partial<RunPlan> = {}): RunPlan {
  return {
    id: '20261129T180000Z',
    mode: 'batch',
    output: 'hdfs://namenode:9000/trackdeck/exports/spark/20261129T180000Z',
    offsets: [
      { partition: 0, from: 0, to: 38_017 },
      { partition: 1, from: 0, to: 37_990 },
      { partition: 2, from: 0, to: 38_040 },
    ],
    deadlineAt: 700_000,
    logFile: '/state/spark/20261129T180000Z.log',
    ...fields,
  };
}

export function runResultOf(fields: Partial<RunResult> = {}): RunResult {
  const means = AUDIO_FEATURES.map((feature, place) => [feature, 0.25 + place / 100] as const);
  return {
    tracks: 114_000,
    foreign: 0,
    unreadable: 0,
    incomplete: 1,
    explicit: 9_747,
    uniqueTracks: 89_741,
    uniqueArtists: 31_437,
    uniqueArtistNames: 29_859,
    uniqueGenres: 114,
    means: Object.fromEntries(means) as RunResult['means'],
    offsets: runPlanOf().offsets,
    ...fields,
  };
}

/** A sound Spark of one worker; give what the test is about. */
export function sparkStatusOf(fields: Partial<SparkStatus> = {}): SparkStatus {
  return {
    state: 'ALIVE',
    version: '4.2.0',
    url: 'spark://spark-master:7077',
    aliveWorkers: 1,
    deadWorkers: 0,
    cores: 2,
    coresUsed: 0,
    memoryBytes: 2_147_483_648,
    memoryUsedBytes: 0,
    workers: [
      {
        name: 'spark-worker:35001',
        state: 'ALIVE',
        cores: 2,
        coresUsed: 0,
        memoryBytes: 2_147_483_648,
        memoryUsedBytes: 0,
        silentSeconds: 3,
      },
    ],
    runningApplications: 0,
    finishedApplications: 0,
    running: [],
    finished: [],
    ...fields,
  };
}
