import { formatCount } from '../../domain/format.ts';
import { selectBrokerAway, selectIsBrokerBack } from '../../state/selectors/broker-away.ts';
import { selectTotalLag } from '../../state/selectors/lag.ts';
import type { ConsoleState } from '../../state/store.ts';
import { firstKeyOf } from '../keymap.ts';
import {
  failedStatus,
  type PaneStatus,
  pausedStatus,
  retryingStatus,
  waitingStatus,
} from './pane-status.ts';

type Known = Pick<ConsoleState, 'consumer' | 'topic'>;

const BROKER_IS_BACK = 'the broker is back; the next attempt is under way';

/** What the consumer is at, in words. */
export function consumerStatus(state: Known, now: number): PaneStatus {
  const { status, pausedSince } = state.consumer;
  if (status.name === 'failed') return failedStatus(status.failure);
  if (status.name === 'retrying') {
    const isBack = selectIsBrokerBack(state, status);
    return retryingStatus(status.retryAt, now, isBack ? BROKER_IS_BACK : status.failure.message);
  }
  if (pausedSince !== null) {
    const lag = selectTotalLag(state);
    const count = lag === null ? null : formatCount(lag);
    const more = count === null ? [] : [`${count} records wait`, `${count} wait`];
    return pausedStatus({ since: pausedSince, more }, firstKeyOf('toggle-consumption'), now);
  }
  const isAway = selectBrokerAway(state) !== null;
  switch (status.name) {
    case 'idle':
      return { word: 'not consuming', tone: 'plain', detail: null };
    case 'joining':
      if (isAway) return waitingStatus(null, 'was joining');
      return {
        word: 'joining the group',
        tone: 'strong',
        detail: null,
        past: 'was joining',
        isBusy: true,
      };
    case 'consuming':
      if (isAway) return waitingStatus(null, 'was consuming');
      return { word: 'consuming', tone: 'strong', detail: null, past: 'was consuming' };
    case 'caught-up':
      if (isAway) return waitingStatus(null, 'had caught up');
      return { word: 'caught up', tone: 'strong', detail: null, past: 'had caught up' };
    case 'left':
      return { word: 'left the group', tone: 'plain', detail: null };
    default:
      return status satisfies never;
  }
}
