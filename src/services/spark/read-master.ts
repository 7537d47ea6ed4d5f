import { type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.ts';
import type { SparkApplication, SparkStatus, SparkWorker } from './spark-status.ts';

const MAX_WORKERS = 20;
const MAX_APPLICATIONS = 10;
const MEBIBYTE = 1024 ** 2;

/** @returns `undefined` for an answer that is no master's */
export function readMaster(
  answer: unknown,
  version: string | null,
  now: number,
): SparkStatus | undefined {
  const master = fieldsOf(answer);
  const state = textOf(master['status']);
  const url = textOf(master['url']);
  if (state === '' || url === '') return undefined;
  const workers = listOf(master['workers']).map((worker) => readWorker(worker, now));
  const alive = workers.filter((worker) => worker.state === 'ALIVE');
  const running = listOf(master['activeapps']).map(readApplication);
  const finished = listOf(master['completedapps']).map(readApplication);
  return {
    state,
    version,
    url,
    aliveWorkers: alive.length,
    deadWorkers: workers.filter((worker) => worker.state === 'DEAD').length,
    ...roomOf(alive),
    workers: workers
      .toSorted((one, other) => other.silentSeconds - one.silentSeconds)
      .slice(0, MAX_WORKERS),
    runningApplications: running.length,
    finishedApplications: finished.length,
    running: newest(running),
    finished: newest(finished),
  };
}

function readWorker(worker: Fields, now: number): SparkWorker {
  return {
    name: `${textOf(worker['host'])}:${numberOf(worker['port'])}`,
    state: textOf(worker['state']),
    cores: numberOf(worker['cores']),
    coresUsed: numberOf(worker['coresused']),
    memoryBytes: numberOf(worker['memory']) * MEBIBYTE,
    memoryUsedBytes: numberOf(worker['memoryused']) * MEBIBYTE,
    // The two clocks need not agree.
    silentSeconds: Math.max(0, Math.round((now - numberOf(worker['lastheartbeat'])) / 1000)),
  };
}

function roomOf(workers: readonly SparkWorker[]) {
  const sum = (of: (worker: SparkWorker) => number) =>
    workers.reduce((total, worker) => total + of(worker), 0);
  return {
    cores: sum((worker) => worker.cores),
    coresUsed: sum((worker) => worker.coresUsed),
    memoryBytes: sum((worker) => worker.memoryBytes),
    memoryUsedBytes: sum((worker) => worker.memoryUsedBytes),
  };
}

function readApplication(application: Fields): SparkApplication {
  const state = textOf(application['state']);
  const isOver = state !== 'RUNNING' && state !== 'WAITING';
  return {
    id: textOf(application['id']),
    name: textOf(application['name']),
    user: textOf(application['user']),
    state,
    cores: numberOf(application['cores']),
    memoryPerExecutorBytes: numberOf(application['memoryperexecutor']) * MEBIBYTE,
    startedAt: numberOf(application['starttime']),
    durationMs: isOver ? numberOf(application['duration']) : null,
  };
}

function newest(applications: readonly SparkApplication[]): readonly SparkApplication[] {
  return applications
    .toSorted((one, other) => other.startedAt - one.startedAt)
    .slice(0, MAX_APPLICATIONS);
}
