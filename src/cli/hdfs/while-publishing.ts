import type { Config } from '../../config.ts';
import { formatBytes } from '../../domain/format.ts';
import type { Clock } from '../../services/ports.ts';
import type { Dispatch } from '../../state/events.ts';
import type { ConsoleStore } from '../../state/store.ts';
import type { StatePaths } from '../state-paths.ts';
import type { Publishing } from './publishing.ts';

/** How long the end of a process waits for what is being published; the rest stays on disk. */
const STOP_MS = 3_000;

type PublishingSession = {
  readonly config: Config;
  readonly paths: StatePaths;
  readonly clock: Clock;
  readonly store: Pick<ConsoleStore, 'getState'>;
  readonly dispatch: Dispatch;
};

/** Does a command's work while its exports, where it makes any, are published to HDFS. */
export async function whilePublishing(
  session: PublishingSession,
  role: { readonly consumes: boolean },
  work: (publishing: Publishing | undefined) => Promise<void>,
): Promise<void> {
  const { hdfsUrl: url } = session.config;
  if (url === undefined || !role.consumes) return work(undefined);
  // Not loaded by the many that have no HDFS.
  const { openPublishing } = await import('./publishing.ts');
  const publishing = await openPublishing({ ...session, url });
  const end = new AbortController();
  const running = publishing.run(end.signal);
  try {
    await work(publishing);
  } finally {
    await tellWhatRemains(session, publishing);
    end.abort();
    await running;
  }
}

async function tellWhatRemains(
  { clock, store, dispatch }: PublishingSession,
  publishing: Publishing,
): Promise<void> {
  // An outage is not waited for: what waits is safe on disk.
  const waitMs = store.getState().hdfs?.failing ? 0 : STOP_MS;
  const waiting = await publishing.untilPublished(waitMs, new AbortController().signal);
  if (waiting.exports === 0) return;
  const what = waiting.exports === 1 ? '1 export is' : `${waiting.exports} exports are`;
  const size = formatBytes(waiting.bytes);
  const text = `${what} not in HDFS yet (${size}); the next start publishes what waits`;
  dispatch({ type: 'notice/raised', level: 'warning', text, at: clock.now() });
}
