import { formatBytes, formatCount, formatDuration } from '../../domain/format.ts';
import { printableText } from '../../domain/printable-text.ts';
import type { SparkSlice } from '../../state/slices/spark.ts';
import { comparisonText } from '../../state/spark-words.ts';

type Known = NonNullable<SparkSlice>;
type Run = Known['run'];
type SparkStatus = NonNullable<Known['status']>;
type ApplicationProgress = NonNullable<Known['application']>;

/** A master, its workers and what runs there, in a few lines. */
export function sparkStatusLines(
  status: SparkStatus,
  application: ApplicationProgress | null,
  now: number,
): readonly string[] {
  const { state, version, url, coresUsed, cores, memoryUsedBytes, memoryBytes } = status;
  const { aliveWorkers, deadWorkers, runningApplications, finishedApplications } = status;
  const lines = [
    `master ${url} ${state}${version === null ? '' : `, Spark ${version}`}`,
    `workers ${aliveWorkers} alive, ${deadWorkers} dead · cores ${coresUsed} of ${cores} used · ` +
      `memory ${formatBytes(memoryUsedBytes)} of ${formatBytes(memoryBytes)} used`,
    ...status.workers.map(
      (worker) =>
        `  ${worker.name} ${worker.state} · cores ${worker.coresUsed} of ${worker.cores} · heartbeat ${worker.silentSeconds} s ago`,
    ),
    `applications ${runningApplications} running, ${finishedApplications} finished`,
    ...[...status.running, ...status.finished].map(({ id, name, state: word, ...one }) => {
      const took = formatDuration(one.durationMs ?? Math.max(0, now - one.startedAt));
      return `  ${id} ${word} · ${name} · cores ${one.cores} · ${took}`;
    }),
    ...(application === null ? [] : applicationLines(application)),
  ];
  return lines.map(printableText);
}

function applicationLines({ id, jobs, stages, tasks, stage, failures }: ApplicationProgress) {
  const skew = stage?.skew ?? null;
  return [
    `running ${id}: jobs ${jobs.running} running, ${jobs.succeeded} done, ${jobs.failed} failed · ` +
      `stages ${stages.active} active, ${stages.complete} done · ` +
      `tasks ${formatCount(tasks.completed)} of ${formatCount(tasks.total)}, ${tasks.failed} failed` +
      (skew === null ? '' : ` · skew ${skew.toFixed(1)}`),
    ...failures.map((failure) => `  ${failure}`),
  ];
}

/** The newest run of an engine, in a line. */
export function sparkRunLine(run: Run): string {
  switch (run.name) {
    case 'none':
      return 'run none';
    case 'checking':
      return `run ${run.mode}, checking broker, master and storage`;
    case 'running':
      return `run ${run.id} ${run.mode}, ${runningWords(run)}`;
    case 'finished':
      return `run ${run.id} finished: ${comparisonText(run.comparison)}`;
    case 'failed':
      return `run ${run.mode} failed: ${run.failure.code}: ${run.failure.message}`;
    case 'stopped':
      return `run ${run.mode} stopped${run.comparison === null ? '' : `: ${comparisonText(run.comparison)}`}`;
  }
}

function runningWords(run: Extract<Run, { readonly name: 'running' }>): string {
  const { application, step, stream } = run;
  if (stream !== null) {
    const behind = stream.offsetsBehind ?? 0;
    return `batch ${stream.batch}, ${formatCount(stream.tracks)} tracks, ${formatCount(Math.round(stream.processedRowsPerSecond))} rows/s, ${formatCount(behind)} offsets behind`;
  }
  return step ?? (application === null ? 'starting' : 'connected');
}
