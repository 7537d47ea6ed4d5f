import { type BookEntries, balance } from '../../domain/books.ts';
import { datasetTag } from '../../domain/track.ts';
import type { ConsoleState } from '../store.ts';
import { selectBrokerAway } from './broker-away.ts';
import { areRowsComing } from './engine-work.ts';
import { selectTotalLag } from './lag.ts';

/** Whether every row is accounted for, as far as this engine can tell. */
export type BooksVerdict =
  /** Before the topic's ledger was read. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'empty' }
  /** All rows are in the topic or rejected; nothing is counted in this engine. */
  | { readonly kind: 'published'; readonly rows: number }
  | { readonly kind: 'balanced'; readonly rows: number }
  /** Work under way explains the difference: records to count, or counted and not yet exported. */
  | { readonly kind: 'catching-up'; readonly step: 'count' | 'export'; readonly records: number }
  /** What is to be counted, as far as is known, waits for the broker to answer. */
  | { readonly kind: 'waiting'; readonly records: number }
  /** The records wait for the consumption to be resumed. */
  | { readonly kind: 'paused'; readonly records: number }
  /** Other members count the rest of the partitions. */
  | { readonly kind: 'shared'; readonly partitions: number; readonly ofPartitions: number }
  /** Nothing explains the difference. */
  | { readonly kind: 'gap'; readonly gap: string };

type Known = Pick<ConsoleState, 'producer' | 'consumer' | 'topic' | 'analytics' | 'exports'>;

/** Events arrive one after the other: only a difference that lasts is a gap. */
const SETTLE_MS = 10_000;

/** @param now - epoch milliseconds; tells how long everything has been at rest */
export function selectBooks(state: Known, now: number): BooksVerdict {
  const books = selectBookEntries(state);
  const { rowsRead, acknowledged, rejected, failed } = books.ingest;
  if (rowsRead === 0) return { kind: state.producer.isLedgerRead ? 'empty' : 'unknown' };
  const verdict = balance(books);
  const isIngestClosed = rowsRead === acknowledged + books.inFlight + rejected + failed;
  if (!isIngestClosed) return { kind: 'gap', gap: verdict.gap ?? '' };
  if (!isCountedHere(state)) return { kind: 'published', rows: rowsRead };
  if (verdict.isBalanced) {
    // What is in flight is accounted for, but has not arrived.
    return books.inFlight === 0 ? { kind: 'balanced', rows: rowsRead } : toCountVerdict(state, 0);
  }
  const toCount = acknowledged - books.consumed - books.expired;
  const toExport = books.consumed - books.exported;
  const shared = toCount > 0 ? sharedPartitions(state) : null;
  if (shared !== null) return shared;
  if (toCount === 0 && toExport > 0) {
    return books.expired > 0 && isSettled(state, now)
      ? { kind: 'gap', gap: verdict.gap }
      : { kind: 'catching-up', step: 'export', records: toExport };
  }
  if (toCount > 0 && state.consumer.pausedSince !== null) {
    return { kind: 'paused', records: selectTotalLag(state) ?? toCount };
  }
  const isKnown = selectBrokerAway(state) === null;
  if (isKnown && isSettled(state, now)) return { kind: 'gap', gap: verdict.gap };
  // What was counted is told less often than how far the reading is.
  const records = isKnown ? Math.min(toCount, selectTotalLag(state) ?? toCount) : toCount;
  return toCountVerdict(state, Math.max(0, records));
}

/** That so many records are to be counted, and whether that goes on. */
export function toCountVerdict(state: Pick<Known, 'topic'>, records: number): BooksVerdict {
  if (selectBrokerAway(state) !== null) return { kind: 'waiting', records };
  return { kind: 'catching-up', step: 'count', records };
}

/** Records that retention removed before they were counted, in earlier runs too. */
export function selectExpired({
  analytics,
  consumer,
}: Pick<Known, 'analytics' | 'consumer'>): number {
  return Math.max(analytics?.view.expired ?? 0, consumer.expiredNow);
}

/** What the books of this engine's data set hold now. */
function selectBookEntries(state: Known): BookEntries {
  const { producer, analytics, exports } = state;
  const sha256 = producer.source?.sha256 ?? producer.ledger?.datasetSha256;
  const tag = sha256 === undefined ? null : datasetTag(sha256);
  const view = analytics?.view;
  const counted = view === undefined ? 0 : view.total + view.foreign + view.unreadable;
  const consumed = tag === null ? (view?.total ?? 0) : (view?.datasets[tag] ?? 0);
  return {
    ingest: { ...producer.totals, rowsRead: producer.totals.rowsRead + producer.inFlight },
    inFlight: producer.inFlight,
    consumed,
    expired: selectExpired(state),
    exported: tag === null ? exports.records : (exports.datasets[tag] ?? 0),
    foreign: counted - consumed,
  };
}

function isCountedHere({ consumer, analytics }: Known): boolean {
  return analytics !== null || consumer.status.name !== 'idle';
}

/** Whether no work is under way, and has not been for a while. */
function isSettled({ producer, consumer }: Known, now: number): boolean {
  if (areRowsComing(producer) || consumer.status.name !== 'caught-up') return false;
  return now - Math.max(consumer.status.since, producer.endedAt ?? 0) >= SETTLE_MS;
}

function sharedPartitions({ consumer, topic }: Known): BooksVerdict | null {
  const partitions = Object.keys(consumer.partitions).length;
  const ofPartitions = topic?.partitions.length ?? 0;
  return partitions < ofPartitions ? { kind: 'shared', partitions, ofPartitions } : null;
}
