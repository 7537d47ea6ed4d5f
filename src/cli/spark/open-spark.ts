import { ConsoleError } from '../../domain/errors.ts';
import type { CommandInputs, EngineCommands } from '../../engine/protocol.ts';
import { sleep } from '../../services/clock.ts';
import { lockExclusive } from '../../services/locks/lock.ts';
import type { Broker } from '../../services/ports.ts';
import { createSparkPages } from '../../services/spark/spark-pages.ts';
import type { CountedSpan, RunPlan } from '../../services/spark/spark-run.ts';
import { askApplication, createSparkMaster } from '../../services/spark/watch-spark.ts';
import type { Look } from '../../state/commands/observe.ts';
import { type RunSparkDeps, runSpark } from '../../state/commands/run-spark.ts';
import { createSparkLook } from '../../state/commands/spark-look.ts';
import { selectSparkRun } from '../../state/selectors/engine-work.ts';
import type { ConsoleState } from '../../state/store.ts';
import { requireMeantRun } from '../engine/meant-run.ts';
import type { Session } from '../session.ts';
import { untilState } from '../until-state.ts';
import { prepareRun, type RunRequest } from './prepare-run.ts';
import { sparkAddresses } from './spark-addresses.ts';

type SparkCommand = 'spark-submit' | 'spark-stop';

/** Spark beside the pipeline of a session: what is seen of it, and one run at a time. */
export type Spark = {
  readonly look: Look;
  readonly commands: Required<Pick<EngineCommands, SparkCommand>>;
  /** Runs until it is over. @throws why it was refused or has failed */
  run(request: RunRequest): ReturnType<typeof runSpark>;
  /** Ends the run that is under way, however long it might go on. */
  close(): Promise<void>;
};

export type SparkDeps = {
  readonly session: Pick<Session, 'config' | 'paths' | 'clock' | 'store' | 'dispatch'>;
  /** `SPARK_MASTER_URL`. */
  readonly url: string;
  /** @throws `BROKER_UNREACHABLE` while it is not there */
  readonly broker: () => Promise<Broker>;
  /** `undefined` where nothing is counted. */
  readonly countedNow: () => Promise<CountedSpan | undefined>;
  /** Ends the run that is under way. */
  readonly signal: AbortSignal;
};

export function openSpark(deps: SparkDeps): Spark {
  const { session, url, countedNow, signal } = deps;
  const { config, paths, clock, store, dispatch } = session;
  const addresses = sparkAddresses(url, config);
  const pages = createSparkPages();
  const master = createSparkMaster({ pages, clock }, addresses.master);
  let running: { readonly job: AbortController; readonly ended: Promise<unknown> } | undefined;
  dispatch({ type: 'spark/opened', url: addresses.master.origin, at: clock.now() });

  /** Of the run that is under way its own pages, else those that the configuration names. */
  function applicationPages(): URL {
    const run = store.getState().spark?.run;
    return run?.name === 'running' && run.url !== null ? new URL(run.url) : addresses.application;
  }

  function run(request: RunRequest): ReturnType<typeof runSpark> {
    if (running !== undefined) throw alreadyRunning('stop it: trackdeck spark stop');
    const lock = lockExclusive(paths.sparkLock);
    if (lock === undefined) throw alreadyRunning('end it with Ctrl+C where it was started');
    const job = new AbortController();
    const runDeps: RunSparkDeps = {
      prepare: (stop) => prepareRun({ ...deps, masterUrl: url, master }, request, stop),
      ...{ countedNow, clock, sleep, dispatch },
    };
    const ending = runSpark(runDeps, request.mode, AbortSignal.any([job.signal, signal])).finally(
      () => {
        running = undefined;
        lock.release();
      },
    );
    running = { job, ended: ending.catch(() => {}) };
    return ending;
  }

  async function submit(request: RunRequest): Promise<RunPlan> {
    const ending = run(request);
    await Promise.race([ending, untilState(store, isPastChecks)]);
    const { spark } = store.getState();
    if (spark?.run.name === 'running') {
      // Whoever asked has the answer; how it ends is in the state.
      ending.catch(() => {});
      return spark.run;
    }
    await ending;
    throw stoppedBefore();
  }

  async function stop({ begunAt }: CommandInputs['spark-stop']): Promise<null> {
    const underWay = running && { begunAt: selectSparkRun(store.getState()) };
    requireMeantRun('run on Spark', begunAt, underWay);
    running?.job.abort(new ConsoleError('INTERRUPTED', 'The run was stopped by a command'));
    await running?.ended;
    return null;
  }

  return {
    look: createSparkLook({
      askStatus: (stopping) => master.status(stopping),
      askApplication: (ids, stopping) => askApplication(pages, applicationPages(), ids, stopping),
      clock,
      dispatch,
    }),
    commands: { 'spark-submit': submit, 'spark-stop': stop },
    run,
    async close() {
      running?.job.abort();
      await running?.ended;
    },
  };
}

function isPastChecks({ spark }: ConsoleState): boolean {
  return spark?.run.name !== 'checking';
}

function alreadyRunning(wayOut: string): ConsoleError {
  return new ConsoleError('COMMAND_REFUSED', 'A run on Spark is under way already', {
    hint: `Wait until it has ended, or ${wayOut}.`,
  });
}

function stoppedBefore(): ConsoleError {
  return new ConsoleError('COMMAND_REFUSED', 'The run was stopped before it had started');
}
