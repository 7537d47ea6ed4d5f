import type { ExportFolder, HdfsStatus } from '../../services/hdfs/hdfs-status.ts';
import type { Clock } from '../../services/ports.ts';
import type { Dispatch } from '../events.ts';
import { describeFailure } from './failure.ts';
import type { Look } from './observe.ts';

type HdfsLookDeps = {
  readonly askStatus: (signal: AbortSignal) => Promise<HdfsStatus>;
  readonly askFolder: (signal: AbortSignal) => Promise<ExportFolder | null>;
  /** When the next look comes, in ms, to be told when this one fails. */
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly dispatch: Dispatch;
};

/** The folder is measured at every so many looks only: its NameNode walks through all of it. */
const LOOKS_PER_FOLDER = 5;
/** Heartbeats come every 3 s: a shorter silence is none, and no news. */
const QUIET_SECONDS = 6;

/** The state of HDFS and of the export folder; dispatched when something has changed. */
export function createHdfsLook(deps: HdfsLookDeps): Look {
  const { askStatus, askFolder, intervalMs, clock, dispatch } = deps;
  let looks = 0;
  let folder: ExportFolder | null = null;
  let told = '';

  async function lookAtFolder(signal: AbortSignal): Promise<void> {
    try {
      folder = await askFolder(signal);
    } catch {
      // Its owner may not let us look; the state of HDFS is worth knowing all the same.
      folder = null;
    }
  }

  return async (signal) => {
    try {
      const status = await askStatus(signal);
      if (looks % LOOKS_PER_FOLDER === 0) await lookAtFolder(signal);
      looks += 1;
      const news = JSON.stringify([withoutHeartbeats(status), folder]);
      if (signal.aborted || news === told) return;
      told = news;
      dispatch({ type: 'hdfs/observed', status, folder, at: clock.now() });
    } catch (error) {
      if (signal.aborted) return;
      told = '';
      const at = clock.now();
      const failure = describeFailure(error);
      dispatch({ type: 'hdfs/unreachable', failure, retryAt: at + intervalMs, at });
    }
  };
}

function withoutHeartbeats(status: HdfsStatus): HdfsStatus {
  const nodes = status.nodes
    .map((node) => (node.silentSeconds <= QUIET_SECONDS ? { ...node, silentSeconds: 0 } : node))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return { ...status, nodes };
}
