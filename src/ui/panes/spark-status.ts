import type { SparkSlice } from '../../state/slices/spark.ts';
import { ageText, spanText } from '../text/time-text.ts';
import type { PaneStatus } from './pane-status.ts';

type SparkStatus = NonNullable<NonNullable<SparkSlice>['status']>;

/** Heartbeats come every 15 s, and a worker is given up after 60 s: somebody should look before. */
const SILENT_SECONDS = 40;

/** How the master and its workers are: what stands most in the way comes first. */
export function sparkStatus(spark: SparkSlice, now: number): PaneStatus {
  if (spark === null) {
    return { word: 'not used', tone: 'plain', detail: 'SPARK_MASTER_URL is not set' };
  }
  const { unreachable, status } = spark;
  if (unreachable !== null) {
    const { since, failure, retryAt } = unreachable;
    const next = retryAt > now ? `next try in ${spanText(retryAt - now)}` : 'tried again now';
    return {
      word: `AWAY for ${ageText(now - since)}`,
      tone: 'watch',
      detail: `${failure.message}; ${next}`,
      shortDetail: next,
      past: 'was away',
    };
  }
  if (status === null) {
    return { word: 'connecting', tone: 'plain', detail: null, past: 'unknown', isBusy: true };
  }
  return troubleOf(status) ?? { word: 'alive', tone: 'plain', detail: null, past: 'was alive' };
}

function troubleOf(status: SparkStatus): PaneStatus | null {
  if (status.state !== 'ALIVE') {
    const detail = 'the master takes no application in this state';
    return { word: status.state, tone: 'watch', detail, past: 'was not alive' };
  }
  const [oldest] = status.workers;
  if (status.aliveWorkers === 0) {
    const detail = oldest === undefined ? 'none has registered with the master' : silence(oldest);
    return { word: 'NO WORKER', tone: 'alarm', detail, past: 'had no worker' };
  }
  // A dead one stays listed for a while, also when another has taken its place.
  const alive = status.workers.find(({ state }) => state === 'ALIVE');
  if (alive === undefined || alive.silentSeconds <= SILENT_SECONDS) return null;
  const past = 'had a silent worker';
  return { word: 'WORKER SILENT', tone: 'watch', detail: silence(alive), past };
}

function silence({ name, silentSeconds }: SparkStatus['workers'][number]): string {
  return `${name}: no heartbeat for ${ageText(silentSeconds * 1000)}`;
}
