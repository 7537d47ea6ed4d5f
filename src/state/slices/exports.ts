import type { ConsoleEvent } from '../events.ts';

export type ExportsSlice = {
  readonly savedAt: number | null;
  /** Tracks that the newest save covers. */
  readonly records: number;
  /** Tracks that came to it since the save before; `null` before there were two. */
  readonly grown: { readonly records: number; readonly overMs: number } | null;
  /** Of those, by data set tag. */
  readonly datasets: Readonly<Record<string, number>>;
  readonly isDemo: boolean;
  readonly directory: string | null;
  /** By an earlier process: the topic may be another one by now. */
  readonly isRecalled: boolean;
  /** One is being written since then. */
  readonly snapshotSince: number | null;
  /** The newest that is there. */
  readonly snapshot: {
    readonly directory: string;
    readonly bytes: number;
    readonly writtenAt: number;
  } | null;
};

export const initialExports: ExportsSlice = {
  savedAt: null,
  records: 0,
  grown: null,
  datasets: {},
  isDemo: false,
  directory: null,
  isRecalled: false,
  snapshotSince: null,
  snapshot: null,
};

export function exportsReducer(slice: ExportsSlice, event: ConsoleEvent): ExportsSlice {
  switch (event.type) {
    case 'exports/saved':
      return {
        ...slice,
        savedAt: event.at,
        records: event.records,
        grown: grownBy(slice, event),
        datasets: event.datasets,
        isDemo: event.isDemo,
        directory: event.directory,
        isRecalled: false,
      };
    case 'analytics/recalled':
      return { ...slice, ...event.exports, isRecalled: true };
    case 'consumer/joining':
      // What is exported of this topic was told before.
      return slice.isRecalled ? forgotten(slice) : slice;
    case 'exports/snapshot-started':
      return { ...slice, snapshotSince: event.at };
    case 'exports/snapshot-failed':
      return { ...slice, snapshotSince: null };
    case 'exports/snapshot-written': {
      const { directory, bytes, at: writtenAt } = event;
      return { ...slice, snapshotSince: null, snapshot: { directory, bytes, writtenAt } };
    }
    case 'exports/snapshot-found': {
      const { directory, bytes, writtenAt } = event;
      return { ...slice, snapshot: { directory, bytes, writtenAt } };
    }
    default:
      return slice;
  }
}

/** All but the snapshots. */
function forgotten({ snapshotSince, snapshot }: ExportsSlice): ExportsSlice {
  return { ...initialExports, snapshotSince, snapshot };
}

function grownBy(
  { savedAt, records }: ExportsSlice,
  event: Extract<ConsoleEvent, { type: 'exports/saved' }>,
): ExportsSlice['grown'] {
  if (savedAt === null) return null;
  return { records: event.records - records, overMs: event.at - savedAt };
}
