import type { FiguresComparison } from '../../domain/analytics/figures-comparison.ts';
import type { TrackFigures } from '../../domain/analytics/track-figures.ts';
import { ConsoleError } from '../../domain/errors.ts';
import { formatDuration } from '../../domain/format.ts';
import type { Clock } from '../../services/ports.ts';
import type { JobLine } from '../../services/spark/job-lines.ts';
import type {
  CountedSpan,
  OffsetSpan,
  RunMode,
  RunPlan,
  RunResult,
} from '../../services/spark/spark-run.ts';
import type { JobEnd, SparkJob } from '../../services/spark/submit-job.ts';
import type { Dispatch } from '../events.ts';
import type { Sleep } from './backoff.ts';
import { compareWithConsole } from './compare-spark.ts';
import { describeFailure } from './failure.ts';

/** A run that is past its checks. */
export type PreparedRun = {
  readonly plan: RunPlan;
  /** What a batch is compared with: it reads just these offsets. */
  readonly counted: CountedSpan;
  /** How long until its deadline; of a stream, until its first batch. */
  readonly patienceMs: number;
  start(onLine: (line: JobLine) => void): Promise<SparkJob>;
  /** The newest error in its log; `undefined` where there is none. */
  lastError(): string | undefined;
  /** Puts away what it has opened, once it is over. */
  close(): Promise<void>;
};

export type RunSparkDeps = {
  /** Looks at broker, master and storage. @throws why it cannot run, or the signal's reason */
  readonly prepare: (signal: AbortSignal) => Promise<PreparedRun>;
  /** What the console has counted by now. */
  readonly countedNow: () => Promise<CountedSpan | undefined>;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly dispatch: Dispatch;
};

type Outcome = { readonly result: RunResult; readonly comparison: FiguresComparison };

/** What a job has told by now. */
type Told = {
  figures: TrackFigures | undefined;
  /** Of a stream, the figures of each batch until its offsets are told, too. */
  readonly figuresByBatch: Map<number, TrackFigures>;
  firstBatch: number | undefined;
  ends: ReadonlyMap<number, number> | undefined;
  failure: string | undefined;
};

/**
 * One run on Spark, from its checks to its end; every step is an event.
 *
 * @returns once it is over: its result where it has one
 * @throws why it was refused or has failed; a stop that the signal asks for is no failure
 */
export async function runSpark(
  deps: RunSparkDeps,
  mode: RunMode,
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  const { clock, dispatch } = deps;
  dispatch({ type: 'spark/run-checking', mode, at: clock.now() });
  try {
    const prepared = await deps.prepare(signal);
    try {
      return await runPrepared(deps, prepared, signal);
    } finally {
      await prepared.close();
    }
  } catch (error) {
    const at = clock.now();
    if (signal.aborted) {
      dispatch({ type: 'spark/run-stopped', mode, result: null, comparison: null, at });
      return undefined;
    }
    dispatch({ type: 'spark/run-failed', mode, failure: describeFailure(error), at });
    throw error;
  }
}

async function runPrepared(
  deps: RunSparkDeps,
  prepared: PreparedRun,
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  const { clock, dispatch } = deps;
  const { plan, counted } = prepared;
  signal.throwIfAborted();
  const told: Told = {
    figures: undefined,
    figuresByBatch: new Map(),
    firstBatch: undefined,
    ends: undefined,
    failure: undefined,
  };
  const hasBegun = new AbortController();
  dispatch({ type: 'spark/run-started', plan, at: clock.now() });
  const job = await prepared.start((line) => {
    note(deps, told, line);
    if (line.type === 'batch') hasBegun.abort();
  });
  const how = await untilOver(deps, prepared, job, hasBegun.signal, signal);
  if (how === 'late') throw tooLate(prepared, plan);
  if (how === 'stopped') {
    const stopping = job.stop();
    const outcome = await streamOutcome(deps, plan, told).finally(() => stopping);
    const { result = null, comparison = null } = outcome ?? {};
    dispatch({ type: 'spark/run-stopped', mode: plan.mode, result, comparison, at: clock.now() });
    return outcome;
  }
  const { figures } = told;
  if (how.code !== 0 || figures === undefined || plan.mode === 'streaming') {
    throw jobFailed(how, told, prepared);
  }
  const result = resultOf(figures, plan.offsets);
  const comparison = compareWithConsole(counted, plan.offsets, figures);
  dispatch({ type: 'spark/run-finished', result, comparison, at: clock.now() });
  return { result, comparison };
}

/** Waits for its end or for a stop; ends it at the deadline. */
async function untilOver(
  { sleep }: RunSparkDeps,
  { plan, patienceMs }: PreparedRun,
  job: SparkJob,
  hasBegun: AbortSignal,
  signal: AbortSignal,
): Promise<JobEnd | 'stopped' | 'late'> {
  const over = new AbortController();
  const waits = AbortSignal.any([
    ...[over.signal, signal],
    ...(plan.mode === 'streaming' ? [hasBegun] : []),
  ]);
  const late = sleep(patienceMs, waits).then(
    () => 'late' as const,
    () => new Promise<never>(() => {}),
  );
  const stopped = new Promise<'stopped'>((resolve) => {
    if (signal.aborted) resolve('stopped');
    else signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  try {
    const how = await Promise.race([job.ended, late, stopped]);
    if (how === 'late') await job.stop();
    return how;
  } finally {
    over.abort();
  }
}

function note({ clock, dispatch }: RunSparkDeps, told: Told, line: JobLine): void {
  const at = clock.now();
  switch (line.type) {
    case 'progress':
      dispatch({ type: 'spark/run-progressed', progress: line.progress, at });
      break;
    case 'result':
      if (line.batch === null) told.figures = line.figures;
      else told.figuresByBatch.set(line.batch, line.figures);
      break;
    case 'batch': {
      const { batch } = line.progress;
      const figures = told.figuresByBatch.get(batch);
      told.firstBatch ??= batch;
      if (figures !== undefined) {
        told.figures = figures;
        told.ends = line.ends;
        told.figuresByBatch.clear();
      }
      const tracks = told.figures?.tracks ?? 0;
      dispatch({ type: 'spark/run-progressed', progress: { ...line.progress, tracks }, at });
      break;
    }
    case 'failed':
      told.failure = line.message;
      break;
  }
}

/** What a stream had computed when it was stopped, beside what the console has counted by then. */
async function streamOutcome(
  { countedNow }: RunSparkDeps,
  { mode, offsets }: RunPlan,
  { figures, ends, firstBatch }: Told,
): Promise<Outcome | undefined> {
  if (mode === 'batch' || figures === undefined || ends === undefined) return undefined;
  const read = offsets.map((span) => ({ ...span, to: ends.get(span.partition) ?? span.from }));
  const result = resultOf(figures, read);
  const impossible = (reason: string) =>
    ({ result, comparison: { verdict: 'impossible', reason } }) as const;
  if (firstBatch !== 0) return impossible('the stream went on from an earlier checkpoint');
  const counted = await countedNow();
  if (counted === undefined) return impossible('nothing is counted here');
  return { result, comparison: compareWithConsole(counted, read, figures) };
}

function resultOf({ genres, ...figures }: TrackFigures, offsets: readonly OffsetSpan[]): RunResult {
  return { ...figures, uniqueGenres: genres.length, offsets };
}

function tooLate({ patienceMs }: PreparedRun, { mode, logFile }: RunPlan): ConsoleError {
  const what =
    mode === 'batch' ? 'The batch on Spark has not ended' : 'The stream has no batch yet';
  return new ConsoleError('SPARK_JOB_TIMEOUT', `${what} after ${formatDuration(patienceMs)}`, {
    hint: `It was ended. Look whether workers have room and Kafka answers, or raise SPARK_TIMEOUT; its log is ${logFile}.`,
  });
}

/** Said by Spark itself when the cluster gives an application up; the job sees no more than its end. */
const GIVEN_UP = /Application has been killed|All masters are unresponsive/;

function jobFailed(end: JobEnd, { failure }: Told, prepared: PreparedRun): ConsoleError {
  const logged = prepared.lastError();
  const said = logged !== undefined && GIVEN_UP.test(logged) ? logged : (failure ?? logged);
  const how = end.signal === null ? `ended with code ${end.code}` : `was killed (${end.signal})`;
  const why = end.signal === null && said !== undefined ? `: ${said}` : '';
  return new ConsoleError('SPARK_JOB_FAILED', `The job on Spark ${how}${why}`, {
    hint: `Its log is ${prepared.plan.logFile}.`,
  });
}

/** @throws `SPARK_DIFFERS` when Spark has found something else than the console */
export function requireAgreement(comparison: FiguresComparison | null): void {
  if (comparison?.verdict !== 'differs') return;
  const { differing, figures } = comparison;
  throw new ConsoleError(
    'SPARK_DIFFERS',
    `Spark and the console differ in ${differing} of ${figures} figures`,
    { hint: 'Look which records only one of them could read: the differences name the figures.' },
  );
}
