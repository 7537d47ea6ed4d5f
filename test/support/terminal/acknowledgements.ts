import { setTimeout } from 'node:timers/promises';
import { engineState } from '../cli/engine-client.ts';
import type { Workspace } from '../cli/workspace.ts';

/** What DESIGN promises an ingestion whose screen goes away. */
export const LONGEST_GAP_MS = 1_000;

const LOOK_EVERY_MS = 50;

/** Looks at what is acknowledged until it is told to stop; answers with the longest standstill. */
export function watchAcknowledged({ socketPath }: Workspace): () => Promise<number> {
  const stop = new AbortController();
  const watching = (async () => {
    let [acknowledged, since, longest] = [-1, performance.now(), 0];
    while (!stop.signal.aborted) {
      const state = await engineState(socketPath);
      const now = state?.state.producer.totals.acknowledged ?? acknowledged;
      if (now > acknowledged) {
        acknowledged = now;
        since = performance.now();
      }
      longest = Math.max(longest, performance.now() - since);
      await setTimeout(LOOK_EVERY_MS);
    }
    return longest;
  })();
  return () => {
    stop.abort();
    return watching;
  };
}
