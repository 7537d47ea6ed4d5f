import { type IngestTotals, NO_ROWS } from '../../domain/ledger.ts';
import type { ConsoleEvent, Failure, RejectedSample } from '../events.ts';
import { addCounts, type RejectReasons } from './reject-reasons.ts';

type ProducerStatus =
  | { readonly name: 'idle' }
  /** Another process publishes; the figures come from the ledger. */
  | { readonly name: 'elsewhere'; readonly since: number }
  | { readonly name: 'preparing'; readonly since: number }
  | { readonly name: 'publishing' }
  | {
      readonly name: 'retrying';
      readonly failure: Failure;
      /** Of the first failure since the newest commit. */
      readonly since: number;
      readonly failedAt: number;
      readonly retryAt: number;
      /** The one that comes next, or is under way. */
      readonly attempt: number;
    }
  | { readonly name: 'complete' }
  | { readonly name: 'stopped' }
  | { readonly name: 'failed'; readonly failure: Failure };

export type ProducerSlice = {
  readonly status: ProducerStatus;
  readonly source: {
    readonly name: string;
    readonly isDemo: boolean;
    readonly sha256: string;
    readonly bytes: number;
  } | null;
  /** Rows that an earlier run had dealt with; this run started after them. */
  readonly resumedAtRow: number;
  readonly resumedAtByte: number;
  readonly totals: IngestTotals;
  /** Acknowledged by this run. */
  readonly publishedNow: number;
  /** Rows sent whose commit is outstanding. */
  readonly inFlight: number;
  /** Bytes of the unpacked source that are dealt with. */
  readonly byte: number;
  /** Batches committed by this run. */
  readonly batches: number;
  readonly batchSize: number;
  readonly retries: number;
  /** Since when attempts fail with no commit between them; `null` while none has. */
  readonly failingSince: number | null;
  /** While paused it publishes nothing; what was read stays read. */
  readonly pausedSince: number | null;
  /** Rows per second at most; `null` without a limit. */
  readonly rowsPerSecondLimit: number | null;
  /** Rejected by this process, by reason. */
  readonly rejectReasons: RejectReasons;
  /** Oldest first; the newest few. */
  readonly rejectSamples: readonly RejectedSample[];
  /** Whether it is known what was published before: until then all that is zero may be more. */
  readonly isLedgerRead: boolean;
  /** What the ledger says of the topic; `null` while it says nothing. */
  readonly ledger: {
    readonly datasetSha256: string;
    readonly isDemo: boolean;
    readonly isComplete: boolean;
    readonly updatedAt: number;
  } | null;
  /** When its newest ingestion was told to begin: no two have the same. */
  readonly begunAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
};

export const initialProducer: ProducerSlice = {
  status: { name: 'idle' },
  source: null,
  resumedAtRow: 0,
  resumedAtByte: 0,
  totals: NO_ROWS,
  publishedNow: 0,
  inFlight: 0,
  byte: 0,
  batches: 0,
  batchSize: 0,
  retries: 0,
  failingSince: null,
  pausedSince: null,
  rowsPerSecondLimit: null,
  rejectReasons: {},
  rejectSamples: [],
  isLedgerRead: false,
  ledger: null,
  begunAt: null,
  startedAt: null,
  endedAt: null,
};

/** The rejects file has them all. */
export const MAX_REJECT_SAMPLES = 20;

export function producerReducer(slice: ProducerSlice, event: ConsoleEvent): ProducerSlice {
  switch (event.type) {
    case 'ingest/preparing':
      return { ...slice, status: { name: 'preparing', since: event.at }, begunAt: event.at };
    case 'ingest/started':
      return {
        ...initialProducer,
        pausedSince: slice.pausedSince,
        rowsPerSecondLimit: slice.rowsPerSecondLimit,
        rejectReasons: slice.rejectReasons,
        rejectSamples: slice.rejectSamples,
        status: { name: 'publishing' },
        source: {
          name: event.source,
          isDemo: event.isDemo,
          sha256: event.datasetSha256,
          bytes: event.sourceBytes,
        },
        resumedAtRow: event.totals.rowsRead,
        resumedAtByte: event.byte,
        totals: event.totals,
        byte: event.byte,
        batchSize: event.batchSize,
        isLedgerRead: true,
        begunAt: slice.begunAt ?? event.at,
        startedAt: event.at,
      };
    case 'ingest/batch-sent':
      return { ...slice, status: { name: 'publishing' }, inFlight: slice.inFlight + event.rows };
    case 'ingest/committed':
      return {
        ...slice,
        status: { name: 'publishing' },
        publishedNow: slice.publishedNow + event.totals.acknowledged - slice.totals.acknowledged,
        totals: event.totals,
        inFlight: 0,
        byte: event.byte,
        batches: slice.batches + event.batches,
        failingSince: null,
      };
    case 'ingest/retrying':
      return retrying(slice, event);
    case 'ingest/rows-rejected':
      return {
        ...slice,
        rejectReasons: addCounts(slice.rejectReasons, event.reasons),
        rejectSamples: [...slice.rejectSamples, ...event.newest].slice(-MAX_REJECT_SAMPLES),
      };
    case 'ingest/paused':
      return slice.pausedSince === null ? { ...slice, pausedSince: event.at } : slice;
    case 'ingest/resumed':
      return slice.pausedSince === null ? slice : { ...slice, pausedSince: null };
    case 'ingest/rate-limited':
      return { ...slice, rowsPerSecondLimit: event.rowsPerSecond };
    case 'ingest/none-observed':
      return { ...slice, isLedgerRead: true };
    case 'ingest/observed':
      return observed(slice, event);
    case 'ingest/completed':
      return { ...slice, status: { name: 'complete' }, pausedSince: null, endedAt: event.at };
    case 'ingest/stopped':
      return {
        ...slice,
        status: { name: 'stopped' },
        pausedSince: null,
        inFlight: 0,
        endedAt: event.at,
      };
    case 'ingest/failed':
      return {
        ...slice,
        status: { name: 'failed', failure: event.failure },
        pausedSince: null,
        inFlight: 0,
        endedAt: event.at,
      };
    default:
      return slice;
  }
}

function retrying(
  slice: ProducerSlice,
  event: Extract<ConsoleEvent, { type: 'ingest/retrying' }>,
): ProducerSlice {
  const { failure, attempt, delayMs, at } = event;
  const since = slice.failingSince ?? at;
  const times = { since, failedAt: at, retryAt: at + delayMs };
  return {
    ...slice,
    status: { name: 'retrying', failure, ...times, attempt: attempt + 1 },
    inFlight: 0,
    retries: slice.retries + 1,
    failingSince: since,
  };
}

function observed(
  slice: ProducerSlice,
  event: Extract<ConsoleEvent, { type: 'ingest/observed' }>,
): ProducerSlice {
  const { datasetSha256, isDemo, isComplete, updatedAt, totals, byte } = event;
  const ledger = { datasetSha256, isDemo, isComplete, updatedAt };
  return {
    ...slice,
    status: observedStatus(slice.status, event),
    isLedgerRead: true,
    ledger,
    totals,
    byte,
    // What others have done counts for no rate of this run.
    resumedAtRow: slice.resumedAtRow + totals.rowsRead - slice.totals.rowsRead,
    resumedAtByte: slice.resumedAtByte + byte - slice.byte,
  };
}

/** How an ingest of this process ended stays on show until something else happens. */
function observedStatus(
  status: ProducerStatus,
  { isMoving, at }: { readonly isMoving: boolean; readonly at: number },
): ProducerStatus {
  if (isMoving) return status.name === 'elsewhere' ? status : { name: 'elsewhere', since: at };
  return status.name === 'elsewhere' ? { name: 'idle' } : status;
}
