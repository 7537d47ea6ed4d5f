import type { Clock } from '../../services/ports.ts';
import type { ApplicationProgress, SparkStatus } from '../../services/spark/spark-status.ts';
import type { Dispatch } from '../events.ts';
import { describeFailure } from './failure.ts';
import type { Look } from './observe.ts';

type SparkLookDeps = {
  readonly askStatus: (signal: AbortSignal) => Promise<SparkStatus>;
  /** How far one of these applications is; `undefined` where none of them can be asked. */
  readonly askApplication: (
    ids: readonly string[],
    signal: AbortSignal,
  ) => Promise<ApplicationProgress | undefined>;
  readonly clock: Clock;
  readonly dispatch: Dispatch;
};

/** How often the master is asked how it is. */
export const SPARK_LOOK_MS = 2_000;
/** Heartbeats come every 15 s: a shorter silence is none, and no news. */
const QUIET_SECONDS = 30;

/** The master, and the application that runs; dispatched when something has changed. */
export function createSparkLook(deps: SparkLookDeps): Look {
  const { askStatus, askApplication, clock, dispatch } = deps;
  let told = '';

  /** It may have just ended, or have its pages where they cannot be reached. */
  async function lookAtApplication(
    { running }: SparkStatus,
    signal: AbortSignal,
  ): Promise<ApplicationProgress | null> {
    if (running.length === 0) return null;
    const ids = running.map(({ id }) => id);
    return (await askApplication(ids, signal).catch(() => undefined)) ?? null;
  }

  return async (signal) => {
    try {
      const status = await askStatus(signal);
      const application = await lookAtApplication(status, signal);
      const news = JSON.stringify([withoutHeartbeats(status), application]);
      if (signal.aborted || news === told) return;
      told = news;
      dispatch({ type: 'spark/observed', status, application, at: clock.now() });
    } catch (error) {
      if (signal.aborted) return;
      told = '';
      const at = clock.now();
      const failure = describeFailure(error);
      dispatch({ type: 'spark/unreachable', failure, retryAt: at + SPARK_LOOK_MS, at });
    }
  };
}

function withoutHeartbeats(status: SparkStatus): SparkStatus {
  const workers = status.workers
    .map((worker) =>
      worker.silentSeconds <= QUIET_SECONDS ? { ...worker, silentSeconds: 0 } : worker,
    )
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return { ...status, workers };
}
