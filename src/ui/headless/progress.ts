import { formatBytes, formatCount, formatDuration, formatRate } from '../../domain/format.ts';
import { selectBatchSize } from '../../state/selectors/batch-size.ts';
import { selectBrokerAway } from '../../state/selectors/broker-away.ts';
import { isPublishing } from '../../state/selectors/engine-work.ts';
import {
  selectIngestElapsed,
  selectIngestShare,
  selectIngestTimeLeft,
} from '../../state/selectors/ingest-progress.ts';
import type { ConsoleState } from '../../state/store.ts';
import { retryWords } from './retry-words.ts';

type Producer = ConsoleState['producer'];

/** The ingest in one line: what was read, what became of it, how fast, and for how long still. */
export function ingestLine(state: ConsoleState, now: number): string {
  const { producer } = state;
  const { totals } = producer;
  return [
    `ingest ${ingestWord(state, now)}`,
    ...limitTexts(producer),
    `${formatCount(totals.rowsRead + producer.inFlight)} rows read`,
    `${formatCount(totals.acknowledged)} acknowledged`,
    `${formatCount(totals.incomplete)} incomplete`,
    `${formatCount(totals.rejected)} rejected`,
    `${formatCount(totals.failed)} failed`,
    ...(hadNothingToDo(producer) ? ['all of it before this run'] : workTexts(state, now)),
  ].join(' · ');
}

function batchesText(producer: Producer): string {
  const { batches } = producer;
  const { rows, isMost } = selectBatchSize(producer);
  const size = `${isMost ? 'up to ' : ''}${formatCount(rows)} rows`;
  return `${formatCount(batches)} ${batches === 1 ? 'batch' : 'batches'} of ${size}`;
}

/** An earlier run had dealt with all rows. */
function hadNothingToDo({ status, batches, totals, resumedAtRow }: Producer): boolean {
  return status.name === 'complete' && batches === 0 && resumedAtRow === totals.rowsRead;
}

/** What this run has done, and has still to do. */
function workTexts(state: ConsoleState, now: number): readonly string[] {
  const { producer } = state;
  return [
    batchesText(producer),
    rateText(state, now),
    `${formatBytes(producer.byte)} of ${formatBytes(producer.source?.bytes ?? 0)}`,
    `${formatCount(producer.retries)} retries`,
    `${formatDuration(selectIngestElapsed(state, now) ?? 0)} elapsed`,
    ...timeLeftTexts(state),
  ];
}

/** What an operator has set, which goes without saying nowhere. */
function limitTexts({ rowsPerSecondLimit }: Producer): readonly string[] {
  return rowsPerSecondLimit === null
    ? []
    : [`limited to ${formatCount(rowsPerSecondLimit)} rows/s`];
}

/** Of what is over, how fast it was as a whole. */
function rateText(state: ConsoleState, now: number): string {
  const { producer, metrics } = state;
  const elapsedMs = selectIngestElapsed(state, now) ?? 0;
  if (producer.endedAt === null || elapsedMs === 0) {
    return `${formatRate(metrics.acknowledgedPerSecond)}/s`;
  }
  return `${formatRate((producer.publishedNow * 1000) / elapsedMs)}/s on average`;
}

/** Nothing is left of what is over, and nothing can be told while nothing is published. */
function timeLeftTexts(state: ConsoleState): readonly string[] {
  if (!isPublishing(state.producer)) return [];
  const left = selectIngestTimeLeft(state);
  return [left === null ? 'time left unknown' : leftText(left)];
}

/** Milliseconds would be precise about what is a guess. */
function leftText(left: number): string {
  return `${left < 1_000 ? 'under 1 s' : formatDuration(left)} left`;
}

/** How the ingest is, in a word, and what keeps it from its work. */
export function ingestWord(state: Pick<ConsoleState, 'producer' | 'topic'>, now: number): string {
  const { status, pausedSince } = state.producer;
  if (pausedSince !== null) return `paused for ${formatDuration(now - pausedSince)}`;
  switch (status.name) {
    case 'retrying':
      return retryWords(status, now);
    case 'failed':
      return `failed (${status.failure.message})`;
    case 'elsewhere':
      return `under way elsewhere for ${formatDuration(now - status.since)}`;
    case 'publishing':
      return selectBrokerAway(state) === null ? 'publishing' : 'waiting for the broker';
    default:
      return status.name;
  }
}

const MAX_BAR_WIDTH = 30;

/** The same in one row of a terminal of this width: a bar, and what still fits behind it. */
export function ingestBar(state: ConsoleState, width: number): string {
  const { producer, metrics } = state;
  const share = selectIngestShare(state) ?? 0;
  const left = selectIngestTimeLeft(state);
  const barWidth = Math.max(5, Math.min(MAX_BAR_WIDTH, Math.floor(width / 4)));
  const filled = Math.round(share * barWidth);
  const figures = [
    `${String(Math.floor(share * 100)).padStart(3)} %`,
    `${formatCount(producer.totals.rowsRead + producer.inFlight)} rows`,
    `${formatRate(metrics.acknowledgedPerSecond)}/s`,
    left === null ? '' : leftText(left),
    producer.totals.rejected === 0 ? '' : `${formatCount(producer.totals.rejected)} rejected`,
    producer.totals.failed === 0 ? '' : `${formatCount(producer.totals.failed)} failed`,
    producer.retries === 0 ? '' : `${formatCount(producer.retries)} retries`,
  ].filter((figure) => figure !== '');
  let bar = `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}]`;
  for (const [index, figure] of figures.entries()) {
    const longer = `${bar}${index === 0 ? ' ' : ' · '}${figure}`;
    if (longer.length >= width) break;
    bar = longer;
  }
  return bar;
}
