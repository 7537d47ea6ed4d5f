import { formatCount } from '../../domain/format.ts';
import type { ConsoleState } from '../../state/store.ts';
import { firstKeyOf } from '../keymap.ts';
import { spanText } from '../text/time-text.ts';
import { failedStatus, type PaneStatus, retryingStatus, sinceText } from './pane-status.ts';

type Known = Pick<ConsoleState, 'producer' | 'download'>;

/** What the producer is at, in words. */
export function producerStatus(state: Known, now: number): PaneStatus {
  const { producer } = state;
  const { status, pausedSince } = producer;
  const isRunning = status.name === 'publishing' || status.name === 'retrying';
  if (isRunning && pausedSince !== null) {
    const detail = `${sinceText(pausedSince, now)}; ${firstKeyOf('toggle-production')} resumes it`;
    return { word: 'PAUSED', tone: 'watch', detail };
  }
  switch (status.name) {
    case 'idle':
      return idleStatus(state);
    case 'preparing':
      return preparingStatus(state, now);
    case 'elsewhere':
      return { word: 'producing elsewhere', tone: 'plain', detail: sinceText(status.since, now) };
    case 'publishing':
      return { word: 'publishing', tone: 'strong', detail: null };
    case 'retrying':
      return retryingStatus(status, now);
    case 'complete':
      return { word: 'complete', tone: 'strong', detail: tookText(producer) };
    case 'stopped':
      return { word: 'stopped', tone: 'plain', detail: resumeText(producer) };
    case 'failed':
      return failedStatus(status.failure);
    default:
      return status satisfies never;
  }
}

function idleStatus({ producer }: Known): PaneStatus {
  if (producer.ledger?.isComplete) {
    const rows = formatCount(producer.totals.rowsRead);
    return { word: 'complete', tone: 'strong', detail: `all ${rows} rows are in the topic` };
  }
  if (producer.totals.rowsRead > 0) {
    return { word: 'stopped', tone: 'plain', detail: resumeText(producer) };
  }
  return { word: 'not started', tone: 'strong', detail: null };
}

function preparingStatus({ download }: Known, now: number): PaneStatus {
  switch (download.status) {
    case 'connecting':
      return { word: 'connecting', tone: 'strong', detail: null, isBusy: true };
    case 'receiving':
      return { word: 'downloading', tone: 'strong', detail: null };
    case 'retrying':
      return retryingStatus(download, now);
    default:
      return {
        word: 'preparing',
        tone: 'strong',
        detail: 'finding the data set, checking it, looking at the topic',
        isBusy: true,
      };
  }
}

function resumeText({ totals }: ConsoleState['producer']): string {
  return `before row ${formatCount(totals.rowsRead + 1)}; ${firstKeyOf('start-ingestion')} resumes there`;
}

function tookText({ startedAt, endedAt, publishedNow }: ConsoleState['producer']): string | null {
  if (startedAt === null || endedAt === null) return null;
  if (publishedNow === 0) return 'all rows were in the topic already; none was published again';
  return `${formatCount(publishedNow)} records in ${spanText(endedAt - startedAt)}`;
}
