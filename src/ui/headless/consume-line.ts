import { formatCount, formatDuration, formatRate } from '../../domain/format.ts';
import { selectBrokerAway } from '../../state/selectors/broker-away.ts';
import { selectCountedTotal } from '../../state/selectors/counted-total.ts';
import { selectPartitionLags } from '../../state/selectors/lag.ts';
import type { ConsoleState } from '../../state/store.ts';
import { retryWords } from './retry-words.ts';

const CONSUMER_WORDS = {
  idle: 'idle',
  joining: 'joining',
  consuming: 'consuming',
  'caught-up': 'caught up',
  left: 'ended',
} as const;

function consumeWord(state: ConsoleState, now: number): string {
  const { status, pausedSince } = state.consumer;
  if (status.name === 'failed') return `failed (${status.failure.message})`;
  if (status.name === 'retrying') return retryWords(status, now);
  if (pausedSince !== null) return `paused for ${formatDuration(now - pausedSince)}`;
  const isAtWork = status.name !== 'idle' && status.name !== 'left';
  if (isAtWork && selectBrokerAway(state) !== null) return 'waiting for the broker';
  return CONSUMER_WORDS[status.name];
}

/** What consuming does in one line. */
export function consumeLine(state: ConsoleState, now: number): string {
  const { consumer } = state;
  const { newestRecordAt } = consumer;
  return [
    `consume ${consumeWord(state, now)}`,
    ...countedTexts(state),
    ...readingTexts(state, now),
    ...(newestRecordAt === null
      ? []
      : [`newest record ${formatDuration(Math.max(0, now - newestRecordAt))} old`]),
  ].join(' · ');
}

/** In all runs; where that is more than in this one, that too. */
function countedTexts(state: ConsoleState): readonly string[] {
  const { countedNow, status } = state.consumer;
  const total = selectCountedTotal(state);
  // Before it has begun nothing is known of earlier runs.
  if (total === null && status.name === 'idle') return [];
  const all = `${formatCount(total ?? 0)} counted`;
  if (total === null || total === countedNow) return [all];
  return [`${all}, ${countedNow === 0 ? 'none' : formatCount(countedNow)} of them in this run`];
}

/** Of what is read; who has no partitions has no lag to tell of. */
function readingTexts(state: ConsoleState, now: number): readonly string[] {
  const { consumer, metrics } = state;
  const { name } = consumer.status;
  if (name === 'idle' || name === 'left' || name === 'failed') return [];
  const readings = Object.values(consumer.partitions);
  const own = selectPartitionLags(state).filter(({ isOurs }) => isOurs);
  const lag = own.reduce((sum, partition) => sum + partition.lag, 0);
  return [
    `${formatRate(metrics.countedPerSecond)}/s`,
    `lag ${formatCount(lag)}${lagAge(state, now)}`,
    `partitions ${readings.map(({ partition }) => partition).join(' ') || 'none'}`,
  ];
}

/** What was written since the broker fell silent is not in it. */
function lagAge(state: ConsoleState, now: number): string {
  const away = selectBrokerAway(state);
  return away === null ? '' : ` (as of ${formatDuration(Math.max(0, now - away.since))} ago)`;
}
