import { type IngestTotals, NO_ROWS } from '../../domain/ledger.ts';
import type { ConsoleEvent, Failure } from '../events.ts';

type ProducerStatus =
  | { readonly name: 'idle' }
  | { readonly name: 'publishing' }
  | { readonly name: 'retrying'; readonly failure: Failure; readonly retryAt: number }
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
  startedAt: null,
  endedAt: null,
};

export function producerReducer(slice: ProducerSlice, event: ConsoleEvent): ProducerSlice {
  switch (event.type) {
    case 'ingest/started':
      return {
        ...initialProducer,
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
      };
    case 'ingest/retrying':
      return {
        ...slice,
        status: { name: 'retrying', failure: event.failure, retryAt: event.at + event.delayMs },
        inFlight: 0,
        retries: slice.retries + 1,
      };
    case 'ingest/completed':
      return { ...slice, status: { name: 'complete' }, endedAt: event.at };
    case 'ingest/stopped':
      return { ...slice, status: { name: 'stopped' }, inFlight: 0, endedAt: event.at };
    case 'ingest/failed':
      return {
        ...slice,
        status: { name: 'failed', failure: event.failure },
        inFlight: 0,
        endedAt: event.at,
      };
    default:
      return slice;
  }
}
