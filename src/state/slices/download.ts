import type { ConsoleEvent, Failure } from '../events.ts';

type Transfer = {
  readonly source: string;
  readonly startedAt: number;
  readonly receivedBytes: number;
  /** `null` where the server does not tell. */
  readonly totalBytes: number | null;
  readonly bytesPerSecond: number;
};

/** How the data set gets here; idle where it need not be downloaded. */
export type DownloadSlice =
  | { readonly status: 'idle' }
  | ({ readonly status: 'connecting' | 'receiving' } & Transfer)
  | ({
      readonly status: 'retrying';
      readonly failure: Failure;
      readonly retryAt: number;
    } & Transfer)
  | { readonly status: 'failed'; readonly source: string; readonly failure: Failure }
  | {
      readonly status: 'complete';
      readonly source: string;
      readonly path: string;
      readonly bytes: number;
      readonly sha256: string;
    }
  | { readonly status: 'replaced-by-demo' };

export const initialDownload: DownloadSlice = { status: 'idle' };

export function downloadReducer(slice: DownloadSlice, event: ConsoleEvent): DownloadSlice {
  switch (event.type) {
    case 'download/started':
      return {
        status: 'connecting',
        source: event.source,
        startedAt: event.at,
        receivedBytes: 0,
        totalBytes: null,
        bytesPerSecond: 0,
      };
    case 'download/progressed':
      if (!isUnderWay(slice)) return slice;
      return {
        status: 'receiving',
        source: event.source,
        startedAt: slice.startedAt,
        receivedBytes: event.receivedBytes,
        totalBytes: event.totalBytes,
        bytesPerSecond: event.bytesPerSecond,
      };
    case 'download/retrying':
      if (!isUnderWay(slice)) return slice;
      return {
        ...slice,
        status: 'retrying',
        bytesPerSecond: 0,
        failure: event.failure,
        retryAt: event.at + event.delayMs,
      };
    case 'download/source-failed':
      return { status: 'failed', source: event.source, failure: event.failure };
    case 'download/completed':
      return {
        status: 'complete',
        source: event.source,
        path: event.path,
        bytes: event.bytes,
        sha256: event.sha256,
      };
    case 'download/replaced-by-demo':
      return { status: 'replaced-by-demo' };
    case 'ingest/stopped':
      return isUnderWay(slice) ? initialDownload : slice;
    default:
      return slice;
  }
}

function isUnderWay(slice: DownloadSlice): slice is Extract<DownloadSlice, Transfer> {
  return (
    slice.status === 'connecting' || slice.status === 'receiving' || slice.status === 'retrying'
  );
}
