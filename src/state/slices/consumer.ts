import type { ConsoleEvent, Failure, PartitionReading } from '../events.ts';

type ConsumerStatus =
  | { readonly name: 'idle' }
  | { readonly name: 'joining' }
  | { readonly name: 'consuming' }
  | { readonly name: 'caught-up'; readonly since: number }
  | {
      readonly name: 'retrying';
      readonly failure: Failure;
      readonly failedAt: number;
      readonly retryAt: number;
    }
  | { readonly name: 'left' }
  | { readonly name: 'failed'; readonly failure: Failure };

export type ConsumerSlice = {
  readonly status: ConsumerStatus;
  /** By partition; only those assigned to this member. */
  readonly partitions: Readonly<Record<number, PartitionReading>>;
  readonly generation: number | null;
  /** While paused it stays a member of its group and reads nothing. */
  readonly pausedSince: number | null;
  /** Records counted by this process. */
  readonly countedNow: number;
  /** Offsets that retention removed before they were read, in this process. */
  readonly expiredNow: number;
  readonly newestRecordAt: number | null;
  readonly savedAt: number | null;
  readonly startedAt: number | null;
};

export const initialConsumer: ConsumerSlice = {
  status: { name: 'idle' },
  partitions: {},
  generation: null,
  pausedSince: null,
  countedNow: 0,
  expiredNow: 0,
  newestRecordAt: null,
  savedAt: null,
  startedAt: null,
};

export function consumerReducer(slice: ConsumerSlice, event: ConsoleEvent): ConsumerSlice {
  switch (event.type) {
    case 'consumer/joining':
      return { ...slice, status: { name: 'joining' }, startedAt: slice.startedAt ?? event.at };
    case 'consumer/partitions-assigned': {
      const given = event.partitions.map((reading) => [reading.partition, reading] as const);
      return {
        ...slice,
        status: { name: 'consuming' },
        generation: event.generation,
        partitions: { ...slice.partitions, ...Object.fromEntries(given) },
      };
    }
    case 'consumer/partitions-revoked': {
      const kept = Object.values(slice.partitions).filter(
        (reading) => !event.partitions.includes(reading.partition),
      );
      return {
        ...slice,
        partitions: Object.fromEntries(kept.map((reading) => [reading.partition, reading])),
      };
    }
    case 'consumer/batch-counted':
      return {
        ...slice,
        status: { name: 'consuming' },
        partitions: { ...slice.partitions, [event.reading.partition]: event.reading },
        countedNow: slice.countedNow + event.records,
        newestRecordAt: Math.max(slice.newestRecordAt ?? 0, event.newestRecordAt),
      };
    case 'consumer/records-expired':
      return { ...slice, expiredNow: slice.expiredNow + event.to - event.from };
    case 'consumer/caught-up':
      if (slice.status.name === 'caught-up') return slice;
      return { ...slice, status: { name: 'caught-up', since: event.at } };
    case 'consumer/paused':
      return slice.pausedSince === null ? { ...slice, pausedSince: event.at } : slice;
    case 'consumer/resumed':
      return slice.pausedSince === null ? slice : { ...slice, pausedSince: null };
    case 'consumer/retrying':
      return { ...slice, status: retryingAfter(event, event.delayMs) };
    case 'consumer/stalled':
      return { ...slice, status: retryingAfter(event, 0) };
    case 'consumer/saved':
      return {
        ...slice,
        status: slice.status.name === 'retrying' ? { name: 'consuming' } : slice.status,
        savedAt: event.at,
      };
    case 'consumer/left':
      return { ...slice, status: { name: 'left' }, partitions: {} };
    case 'consumer/failed':
      return { ...slice, status: { name: 'failed', failure: event.failure }, partitions: {} };
    default:
      return slice;
  }
}

function retryingAfter(
  { failure, at }: { readonly failure: Failure; readonly at: number },
  delayMs: number,
): ConsumerStatus {
  return { name: 'retrying', failure, failedAt: at, retryAt: at + delayMs };
}
