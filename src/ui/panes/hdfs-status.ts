import type { HdfsSlice } from '../../state/slices/hdfs.ts';
import { ageText, spanText } from '../text/time-text.ts';
import type { PaneStatus } from './pane-status.ts';

type HdfsStatus = NonNullable<NonNullable<HdfsSlice>['status']>;

/** Heartbeats come every 3 s: after three that were left out somebody should look. */
const SILENT_SECONDS = 10;

/** How HDFS is: what stands most in the way comes first. */
export function hdfsStatus(hdfs: HdfsSlice, now: number): PaneStatus {
  if (hdfs === null) return { word: 'not used', tone: 'plain', detail: 'HDFS_URL is not set' };
  const { unreachable, status, failing } = hdfs;
  if (unreachable !== null) {
    return {
      word: `AWAY for ${ageText(now - unreachable.since)}`,
      tone: 'watch',
      detail: `${unreachable.failure.message}; exports wait on disk${nextTry(unreachable, now)}`,
      shortDetail: `exports wait on disk${nextTry(unreachable, now)}`,
      past: 'was away',
    };
  }
  if (status === null) {
    return { word: 'connecting', tone: 'plain', detail: null, past: 'unknown', isBusy: true };
  }
  const trouble = troubleOf(status);
  if (trouble !== null) return trouble;
  if (failing !== null) {
    return {
      word: `PUBLISHING FAILS for ${ageText(now - failing.since)}`,
      tone: 'watch',
      detail: `${failing.failure.message}${nextTry(failing, now)}`,
      past: 'publishing failed',
    };
  }
  return { word: 'operational', tone: 'plain', detail: null, past: 'was operational' };
}

function nextTry({ retryAt }: { readonly retryAt: number }, now: number): string {
  return retryAt > now ? `; next try in ${spanText(retryAt - now)}` : '; tried again now';
}

function troubleOf(status: HdfsStatus): PaneStatus | null {
  if (status.safeMode !== null) {
    return { word: 'SAFE MODE', tone: 'watch', detail: status.safeMode, past: 'was in safe mode' };
  }
  const [silent] = status.nodes;
  const isSilent = silent !== undefined && silent.silentSeconds > SILENT_SECONDS;
  const who = isSilent ? silentText(silent) : null;
  if (status.liveNodes === 0) {
    return { word: 'NO DATANODE', tone: 'alarm', detail: who, past: 'had no DataNode' };
  }
  if (isSilent) {
    const word = silent.state === 'dead' ? 'DATANODE DEAD' : 'DATANODE SILENT';
    return { word, tone: 'watch', detail: who, past: 'had a silent DataNode' };
  }
  if (status.missingBlocks > 0) {
    return { word: 'BLOCKS MISSING', tone: 'alarm', detail: null, past: 'had blocks missing' };
  }
  return null;
}

/** The NameNode calls a node live for ten minutes after its last heartbeat. */
function silentText({ name, state, silentSeconds }: HdfsStatus['nodes'][number]): string {
  const silence = `no heartbeat for ${ageText(silentSeconds * 1000)}`;
  return state === 'dead' ? `${name} is dead, ${silence}` : `${name}: ${silence}`;
}
