import type { FiguresComparison } from '../../domain/analytics/figures-comparison.ts';
import type {
  RunMode,
  RunPlan,
  RunProgress,
  RunResult,
  RunStep,
  StreamProgress,
} from '../../services/spark/spark-run.ts';
import type { ApplicationProgress, SparkStatus } from '../../services/spark/spark-status.ts';
import type { ConsoleEvent, Failure } from '../events.ts';

/** Spark, and the run of this pipeline's analytics on it; `null` where there is no Spark. */
export type SparkSlice = {
  /** Address of the master's pages. */
  readonly url: string;
  /** As the master told it last; `null` before it did. */
  readonly status: SparkStatus | null;
  /** The application that runs; `null` where none does, or none that can be asked. */
  readonly application: ApplicationProgress | null;
  readonly observedAt: number | null;
  /** The master does not answer since; what it has told is older. */
  readonly unreachable: {
    readonly since: number;
    readonly failure: Failure;
    readonly retryAt: number;
  } | null;
  readonly run: SparkRun;
} | null;

/** The newest run that was asked of this process. */
type SparkRun =
  | { readonly name: 'none' }
  /** Broker, master and storage are looked at. */
  | { readonly name: 'checking'; readonly mode: RunMode; readonly since: number }
  | (StartedRun & { readonly name: 'running' })
  | (StartedRun & {
      readonly name: 'finished';
      readonly result: RunResult;
      readonly comparison: FiguresComparison;
      readonly endedAt: number;
    })
  | {
      readonly name: 'failed';
      readonly mode: RunMode;
      readonly failure: Failure;
      /** `null` when it was refused by a check. */
      readonly started: StartedRun | null;
      readonly endedAt: number;
    }
  | {
      readonly name: 'stopped';
      readonly mode: RunMode;
      /** `null` when it was stopped before it had started. */
      readonly started: StartedRun | null;
      /** Of a stream, what it had computed by then, where it had. */
      readonly result: RunResult | null;
      readonly comparison: FiguresComparison | null;
      readonly endedAt: number;
    };

type StartedRun = RunPlan & {
  /** When it was asked for: no two runs of this process have the same. */
  readonly begunAt: number;
  readonly startedAt: number;
  /** `null` until its driver is connected to the master, as the next two. */
  readonly application: string | null;
  readonly url: string | null;
  readonly sparkVersion: string | null;
  /** Of a batch; `null` before the first. */
  readonly step: RunStep | null;
  /** Of a stream; `null` before its first batch. */
  readonly stream: StreamProgress | null;
};

export function sparkReducer(slice: SparkSlice, event: ConsoleEvent): SparkSlice {
  if (event.type === 'spark/opened') return opened(event.url);
  if (slice === null) return slice;
  switch (event.type) {
    case 'spark/observed': {
      const { status, application, at: observedAt } = event;
      return { ...slice, status, application, observedAt, unreachable: null };
    }
    case 'spark/unreachable': {
      const { failure, retryAt, at } = event;
      const since = slice.unreachable?.since ?? at;
      return { ...slice, unreachable: { since, failure, retryAt } };
    }
    default: {
      const run = runReducer(slice.run, event);
      return run === slice.run ? slice : { ...slice, run };
    }
  }
}

function runReducer(run: SparkRun, event: ConsoleEvent): SparkRun {
  switch (event.type) {
    case 'spark/run-checking':
      return { name: 'checking', mode: event.mode, since: event.at };
    case 'spark/run-started': {
      const begunAt = run.name === 'checking' ? run.since : event.at;
      return { name: 'running', ...event.plan, ...NOT_CONNECTED, begunAt, startedAt: event.at };
    }
    case 'spark/run-progressed':
      return run.name === 'running' ? { ...run, ...progressOf(event.progress) } : run;
    case 'spark/run-finished': {
      if (run.name !== 'running') return run;
      const { result, comparison, at: endedAt } = event;
      return { ...run, name: 'finished', result, comparison, endedAt };
    }
    case 'spark/run-failed': {
      const { mode, failure, at: endedAt } = event;
      return { name: 'failed', mode, failure, started: startedOf(run), endedAt };
    }
    case 'spark/run-stopped': {
      const { mode, result, comparison, at: endedAt } = event;
      return { name: 'stopped', mode, started: startedOf(run), result, comparison, endedAt };
    }
    default:
      return run;
  }
}

const NOT_CONNECTED = {
  application: null,
  url: null,
  sparkVersion: null,
  step: null,
  stream: null,
} as const;

function opened(url: string): NonNullable<SparkSlice> {
  return {
    url,
    status: null,
    application: null,
    observedAt: null,
    unreachable: null,
    run: { name: 'none' },
  };
}

function progressOf(progress: RunProgress): Partial<StartedRun> {
  switch (progress.kind) {
    case 'registered': {
      const { application, url, sparkVersion } = progress;
      return { application, url, sparkVersion };
    }
    case 'step':
      return { step: progress.step };
    case 'batch': {
      const { kind: _, ...stream } = progress;
      return { stream };
    }
  }
}

function startedOf(run: SparkRun): StartedRun | null {
  if (run.name !== 'running') return null;
  const { name: _, ...started } = run;
  return started;
}
