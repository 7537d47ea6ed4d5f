import type { ExportFolder, HdfsStatus } from '../../services/hdfs/hdfs-status.ts';
import type { ConsoleEvent, ExportName, Failure } from '../events.ts';

/** HDFS, and what is on its way there; `null` where no exports go to HDFS. */
export type HdfsSlice = {
  readonly url: string;
  readonly user: string;
  /** The export folder. */
  readonly path: string;
  /** As the NameNode told it last; `null` before it did. */
  readonly status: HdfsStatus | null;
  readonly folder: ExportFolder | null;
  readonly observedAt: number | null;
  /** The NameNode does not answer since; status and folder are older. */
  readonly unreachable: Outage | null;
  readonly queue: {
    readonly exports: number;
    readonly snapshots: number;
    readonly bytes: number;
    readonly oldestAt: number | null;
  };
  /** Publishing fails since; the export that failed last. */
  readonly failing: (Outage & ExportName) | null;
  /** By this process. */
  readonly published: number;
  readonly sentBytes: number;
  readonly superseded: number;
  readonly lost: number;
  readonly newest:
    | (ExportName & {
        readonly path: string;
        readonly sentBytes: number;
        readonly durationMs: number;
        readonly at: number;
      })
    | null;
} | null;

type Outage = {
  readonly since: number;
  readonly failure: Failure;
  readonly retryAt: number;
};

export function hdfsReducer(slice: HdfsSlice, event: ConsoleEvent): HdfsSlice {
  if (event.type === 'hdfs/opened') return opened(event);
  if (slice === null) return slice;
  switch (event.type) {
    case 'hdfs/observed': {
      const { status, folder, at: observedAt } = event;
      return { ...slice, status, folder, observedAt, unreachable: null };
    }
    case 'hdfs/unreachable':
      return { ...slice, unreachable: outage(slice.unreachable, event) };
    case 'hdfs/queue-changed': {
      const { exports, snapshots, bytes, oldestAt } = event;
      const failing = exports === 0 ? null : slice.failing;
      return { ...slice, failing, queue: { exports, snapshots, bytes, oldestAt } };
    }
    case 'hdfs/export-published': {
      const { kind, name, path, sentBytes, durationMs, at } = event;
      return {
        ...slice,
        failing: isFailing(slice, event) ? null : slice.failing,
        published: slice.published + 1,
        sentBytes: slice.sentBytes + sentBytes,
        newest: { kind, name, path, sentBytes, durationMs, at },
      };
    }
    case 'hdfs/export-failed': {
      const { kind, name } = event;
      return { ...slice, failing: { kind, name, ...outage(slice.failing, event) } };
    }
    case 'hdfs/export-superseded':
      return { ...slice, superseded: slice.superseded + 1 };
    case 'hdfs/export-lost':
      return { ...slice, lost: slice.lost + 1 };
    default:
      return slice;
  }
}

function isFailing({ failing }: NonNullable<HdfsSlice>, { kind, name }: ExportName): boolean {
  return failing?.kind === kind && failing.name === name;
}

function opened(event: Extract<ConsoleEvent, { type: 'hdfs/opened' }>): NonNullable<HdfsSlice> {
  return {
    url: event.url,
    user: event.user,
    path: event.folder,
    status: null,
    folder: null,
    observedAt: null,
    unreachable: null,
    queue: { exports: 0, snapshots: 0, bytes: 0, oldestAt: null },
    failing: null,
    published: 0,
    sentBytes: 0,
    superseded: 0,
    lost: 0,
    newest: null,
  };
}

function outage(
  earlier: Outage | null,
  { failure, retryAt, at }: { failure: Failure; retryAt: number; at: number },
): Outage {
  return { since: earlier?.since ?? at, failure, retryAt };
}
