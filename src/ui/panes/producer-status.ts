import { formatCount } from '../../domain/format.ts';
import { selectBrokerAway, selectIsBrokerBack } from '../../state/selectors/broker-away.ts';
import type { ConsoleState } from '../../state/store.ts';
import { firstKeyOf } from '../keymap.ts';
import { tookText } from '../text/time-text.ts';
import {
  failedStatus,
  type PaneStatus,
  pausedStatus,
  retryingStatus,
  sinceText,
  waitingStatus,
} from './pane-status.ts';

type Known = Pick<ConsoleState, 'producer' | 'download' | 'topic'>;

/** What the producer is at, in words. */
export function producerStatus(state: Known, now: number): PaneStatus {
  const { producer } = state;
  const { status, pausedSince } = producer;
  const isRunning = status.name === 'publishing' || status.name === 'retrying';
  if (isRunning && pausedSince !== null) {
    return pausedStatus({ since: pausedSince }, firstKeyOf('toggle-production'), now);
  }
  switch (status.name) {
    case 'idle':
      return idleStatus(state);
    case 'preparing':
      return preparingStatus(state, now);
    case 'elsewhere':
      return {
        word: 'producing elsewhere',
        tone: 'plain',
        detail: sinceText(status.since, now),
        past: 'was elsewhere',
      };
    case 'publishing': {
      const away = selectBrokerAway(state);
      if (away !== null) return waitingStatus(sinceText(away.since, now), 'was publishing');
      return { word: 'publishing', tone: 'strong', detail: null, past: 'was publishing' };
    }
    case 'retrying':
      return retryingStatus(status.retryAt, now, attemptText(state, status, now));
    case 'complete':
      return { word: 'complete', tone: 'strong', ...completeDetail(producer) };
    case 'stopped':
      return stoppedStatus(producer);
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
    return stoppedStatus(producer);
  }
  if (!producer.isLedgerRead) {
    return {
      word: 'not known yet',
      tone: 'plain',
      detail: 'what was published before stands in the ledger, which is not read yet',
      shortDetail: 'the ledger is not read',
    };
  }
  return { word: 'not started', tone: 'strong', detail: null };
}

function preparingStatus({ download }: Known, now: number): PaneStatus {
  switch (download.status) {
    case 'connecting':
      return {
        word: 'connecting',
        tone: 'strong',
        detail: null,
        past: 'was connecting',
        isBusy: true,
      };
    case 'receiving':
      return { word: 'downloading', tone: 'strong', detail: null, past: 'was downloading' };
    case 'retrying':
      return retryingStatus(download.retryAt, now, download.failure.message);
    default:
      return {
        word: 'preparing',
        tone: 'strong',
        detail: 'finding the data set, checking it, looking at the topic',
        shortDetail: 'finding the data set',
        past: 'was preparing',
        isBusy: true,
      };
  }
}

type Retrying = Extract<ConsoleState['producer']['status'], { name: 'retrying' }>;

/** Which attempt it is, since when they fail, and why; once the broker is back, that. */
function attemptText(state: Known, status: Retrying, now: number): string {
  const attempt = `attempt ${formatCount(status.attempt)}`;
  if (!selectIsBrokerBack(state, status)) {
    return `${attempt}, failing ${sinceText(status.since, now)}: ${status.failure.message}`;
  }
  const progress = status.retryAt > now ? 'comes next' : 'is under way';
  return `the broker is back; ${attempt} ${progress}`;
}

function stoppedStatus({ totals }: ConsoleState['producer']): PaneStatus {
  const where = `before row ${formatCount(totals.rowsRead + 1)}`;
  const detail = `${where}; ${firstKeyOf('start-ingestion')} resumes there`;
  return { word: 'stopped', tone: 'plain', detail, shortDetail: where, past: 'stopped' };
}

function completeDetail({
  startedAt,
  endedAt,
  publishedNow,
}: ConsoleState['producer']): Pick<PaneStatus, 'detail' | 'shortDetail' | 'rowDetails'> {
  if (startedAt === null || endedAt === null) return { detail: null };
  if (publishedNow === 0) {
    return {
      detail: 'all rows were in the topic already; none was published again',
      shortDetail: 'no row was left',
    };
  }
  const records = `${formatCount(publishedNow)} records`;
  const detail = `${records} in ${tookText(endedAt - startedAt)}`;
  return { detail, rowDetails: [detail, records] };
}
