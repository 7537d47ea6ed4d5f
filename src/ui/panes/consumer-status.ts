import { formatCount } from '../../domain/format.ts';
import { selectTotalLag } from '../../state/selectors/lag.ts';
import type { ConsoleState } from '../../state/store.ts';
import { firstKeyOf } from '../keymap.ts';
import { failedStatus, type PaneStatus, retryingStatus, sinceText } from './pane-status.ts';

type Known = Pick<ConsoleState, 'consumer' | 'topic'>;

/** What the consumer is at, in words. */
export function consumerStatus(state: Known, now: number): PaneStatus {
  const { status, pausedSince } = state.consumer;
  if (status.name === 'failed') return failedStatus(status.failure);
  if (status.name === 'retrying') return retryingStatus(status, now);
  if (pausedSince !== null) return pausedStatus(state, pausedSince, now);
  switch (status.name) {
    case 'idle':
      return { word: 'not consuming', tone: 'plain', detail: null };
    case 'joining':
      return { word: 'joining the group', tone: 'strong', detail: null, isBusy: true };
    case 'consuming':
      return { word: 'consuming', tone: 'strong', detail: null };
    case 'caught-up':
      return { word: 'caught up', tone: 'strong', detail: null };
    case 'left':
      return { word: 'left the group', tone: 'plain', detail: null };
    default:
      return status satisfies never;
  }
}

function pausedStatus(state: Known, pausedSince: number, now: number): PaneStatus {
  const waiting = selectTotalLag(state) ?? 0;
  const detail = `${sinceText(pausedSince, now)}; ${formatCount(waiting)} records wait; ${firstKeyOf('toggle-consumption')} resumes it`;
  return { word: 'PAUSED', tone: 'watch', detail };
}
