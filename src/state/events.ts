import type { AnalyticsView } from '../domain/analytics/analytics-view.ts';
import type { FiguresComparison } from '../domain/analytics/figures-comparison.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { IngestTotals } from '../domain/ledger.ts';
import type { Rejection } from '../domain/row-check.ts';
import type { ExportFolder, HdfsStatus } from '../services/hdfs/hdfs-status.ts';
import type { ExportKind } from '../services/hdfs/queued-export.ts';
import type { SavedExports } from '../services/ports.ts';
import type { RunMode, RunPlan, RunProgress, RunResult } from '../services/spark/spark-run.ts';
import type { ApplicationProgress, SparkStatus } from '../services/spark/spark-status.ts';

/** A failure as it travels in events: serialisable, without its stack. */
export type Failure = {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
};

type EngineEvent =
  /** A stop was asked for, or a failure ends it: it takes no commands any more. */
  | { readonly type: 'engine/stopping'; readonly at: number }
  /** So many read its events now: screens, and scripts that do as they do. */
  | { readonly type: 'engine/watched'; readonly watchers: number; readonly at: number }
  /** Its last event. `failure` names what is not saved; `null` when everything is. */
  | { readonly type: 'engine/ended'; readonly failure: Failure | null; readonly at: number };

type PipelineEvent = {
  readonly type: 'pipeline/opened';
  readonly broker: 'embedded' | 'kafka';
  readonly address: string;
  readonly topic: string;
  readonly group: string;
  readonly outputDir: string;
  readonly at: number;
};

/** Where the tracks would come from, as far as can be told without opening anything. */
export type DatasetPlace =
  /** Given by the operator, or downloaded before; `bytes` as it lies on the disk. */
  | { readonly kind: 'file' | 'cache'; readonly path: string; readonly bytes: number }
  | { readonly kind: 'demo'; readonly rows: number }
  /** Tried in this order; where none has it, demo data take its place. */
  | { readonly kind: 'download'; readonly from: readonly string[] };

type DatasetEvent = {
  readonly type: 'dataset/located';
  readonly place: DatasetPlace;
  readonly at: number;
};

type DownloadEvent =
  | { readonly type: 'download/started'; readonly source: string; readonly at: number }
  /** A few times a second at most. */
  | {
      readonly type: 'download/progressed';
      readonly source: string;
      readonly receivedBytes: number;
      /** `null` where the server does not tell. */
      readonly totalBytes: number | null;
      readonly bytesPerSecond: number;
      readonly at: number;
    }
  | {
      readonly type: 'download/retrying';
      readonly source: string;
      readonly failure: Failure;
      /** The attempt that failed, from 1. */
      readonly attempt: number;
      readonly delayMs: number;
      readonly at: number;
    }
  | {
      readonly type: 'download/source-failed';
      readonly source: string;
      readonly failure: Failure;
      readonly at: number;
    }
  | {
      readonly type: 'download/completed';
      readonly source: string;
      readonly path: string;
      readonly bytes: number;
      /** Of the unpacked CSV. */
      readonly sha256: string;
      readonly at: number;
    }
  /** No source has the data set: generated demo data takes its place. */
  | { readonly type: 'download/replaced-by-demo'; readonly at: number };

type IngestEvent =
  /** The data set is being found, fetched, hashed; the topic looked at. */
  | { readonly type: 'ingest/preparing'; readonly at: number }
  | {
      readonly type: 'ingest/started';
      readonly source: string;
      readonly isDemo: boolean;
      readonly datasetSha256: string;
      readonly sourceBytes: number;
      readonly batchSize: number;
      /** What earlier runs did; all zero for a new ingest. */
      readonly totals: IngestTotals;
      /** Where reading starts. */
      readonly byte: number;
      readonly at: number;
    }
  | {
      readonly type: 'ingest/batch-sent';
      readonly rows: number;
      readonly at: number;
    }
  | {
      readonly type: 'ingest/committed';
      readonly totals: IngestTotals;
      readonly byte: number;
      readonly batches: number;
      readonly at: number;
    }
  | {
      readonly type: 'ingest/retrying';
      readonly failure: Failure;
      readonly attempt: number;
      readonly delayMs: number;
      readonly at: number;
    }
  /** Rows that a committed batch left out, by reason. */
  | {
      readonly type: 'ingest/rows-rejected';
      readonly reasons: Readonly<Record<string, number>>;
      /** Some of them, oldest first. */
      readonly newest: readonly RejectedSample[];
      readonly at: number;
    }
  | { readonly type: 'ingest/paused'; readonly at: number }
  | { readonly type: 'ingest/resumed'; readonly at: number }
  | {
      readonly type: 'ingest/rate-limited';
      /** `null` takes the limit away. */
      readonly rowsPerSecond: number | null;
      readonly at: number;
    }
  /** No ledger speaks of the topic: nothing was published to it. */
  | { readonly type: 'ingest/none-observed'; readonly at: number }
  /** What the ledger says of the topic while this process publishes nothing. */
  | {
      readonly type: 'ingest/observed';
      readonly datasetSha256: string;
      readonly isDemo: boolean;
      readonly totals: IngestTotals;
      readonly byte: number;
      readonly isComplete: boolean;
      /** Time of the ledger's newest commit. */
      readonly updatedAt: number;
      /** Whether it grew since the look before: another process is producing. */
      readonly isMoving: boolean;
      readonly at: number;
    }
  | {
      readonly type: 'ingest/completed';
      /** Of all runs. */
      readonly totals: IngestTotals;
      /** Of this run, since it started to publish. */
      readonly durationMs: number;
      readonly at: number;
    }
  | { readonly type: 'ingest/stopped'; readonly at: number }
  | { readonly type: 'ingest/failed'; readonly failure: Failure; readonly at: number };

/** One rejected row, for the operator to see what is wrong with the file. */
export type RejectedSample = Rejection & {
  /** Physical line; the header is line 1. */
  readonly line: number;
};

export type PartitionReading = {
  readonly partition: number;
  readonly nextOffset: number;
  readonly logEndOffset: number;
};

type ConsumerEvent =
  | { readonly type: 'consumer/joining'; readonly at: number }
  | {
      readonly type: 'consumer/partitions-assigned';
      readonly partitions: readonly PartitionReading[];
      readonly generation: number;
      readonly at: number;
    }
  | {
      readonly type: 'consumer/partitions-revoked';
      readonly partitions: readonly number[];
      readonly at: number;
    }
  | {
      readonly type: 'consumer/batch-counted';
      readonly reading: PartitionReading;
      readonly records: number;
      /** Time of the newest record, epoch milliseconds. */
      readonly newestRecordAt: number;
      readonly at: number;
    }
  | {
      readonly type: 'consumer/records-expired';
      readonly partition: number;
      readonly from: number;
      readonly to: number;
      readonly at: number;
    }
  | { readonly type: 'consumer/caught-up'; readonly at: number }
  | {
      readonly type: 'consumer/retrying';
      readonly failure: Failure;
      readonly attempt: number;
      readonly delayMs: number;
      readonly at: number;
    }
  /** The group does not come out of a rebalance; this member waits with it. */
  | { readonly type: 'consumer/stalled'; readonly failure: Failure; readonly at: number }
  | { readonly type: 'consumer/paused'; readonly at: number }
  | { readonly type: 'consumer/resumed'; readonly at: number }
  | { readonly type: 'consumer/saved'; readonly at: number }
  | { readonly type: 'consumer/left'; readonly at: number }
  | { readonly type: 'consumer/failed'; readonly failure: Failure; readonly at: number };

/** Partitions of the topic as the broker tells them, to be compared with what this member read. */
export type PartitionFacts = {
  readonly partition: number;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  /** Of the group; `null` before its first commit. */
  readonly committedOffset: number | null;
  /** Client id of the member that holds the partition; `null` when nobody does. */
  readonly owner: string | null;
};

type TopicEvent =
  /** Only when something changed. */
  | {
      readonly type: 'topic/described';
      readonly partitions: readonly PartitionFacts[];
      readonly members: number;
      readonly at: number;
    }
  /** The broker does not answer: what was known grows old. */
  | {
      readonly type: 'topic/unreachable';
      readonly failure: Failure;
      /** When it was asked without an answer. */
      readonly since: number;
      /** When it is asked again; `at` while the question is still open. */
      readonly retryAt: number;
      readonly at: number;
    };

type AnalyticsEvent =
  | {
      readonly type: 'analytics/counted';
      readonly view: AnalyticsView;
      /** Records that this process has counted by then; all of them are in the view. */
      readonly countedNow: number;
      readonly at: number;
    }
  /** What an earlier process counted and exported, while the broker has not been reached yet. */
  | {
      readonly type: 'analytics/recalled';
      readonly view: AnalyticsView;
      readonly countedUntil: number;
      readonly exports: SavedExports;
      readonly at: number;
    };

type DiskEvent = {
  readonly type: 'disk/sampled';
  readonly path: string;
  /** Rounded; `null` while there is plenty. */
  readonly freeBytes: number | null;
  readonly at: number;
};

type ExportEvent =
  | {
      readonly type: 'exports/saved';
      readonly records: number;
      /** Of the records, by data set tag. */
      readonly datasets: Readonly<Record<string, number>>;
      /** Whether any of them is generated. */
      readonly isDemo: boolean;
      readonly directory: string;
      readonly at: number;
    }
  | { readonly type: 'exports/snapshot-started'; readonly at: number }
  | { readonly type: 'exports/snapshot-failed'; readonly failure: Failure; readonly at: number }
  | {
      readonly type: 'exports/snapshot-written';
      readonly directory: string;
      /** Of all its files but the manifest. */
      readonly bytes: number;
      readonly at: number;
    }
  /** One of an earlier process. */
  | {
      readonly type: 'exports/snapshot-found';
      readonly directory: string;
      readonly bytes: number;
      readonly writtenAt: number;
      readonly at: number;
    };

/** Which export an event of HDFS speaks of. */
export type ExportName = {
  readonly kind: ExportKind;
  /** Of a snapshot, its directory's; otherwise the kind. */
  readonly name: string;
};

type HdfsEvent =
  | {
      readonly type: 'hdfs/opened';
      readonly url: string;
      readonly user: string;
      readonly folder: string;
      readonly at: number;
    }
  /** Only when something changed. */
  | {
      readonly type: 'hdfs/observed';
      readonly status: HdfsStatus;
      /** `null` before it was made, and where it cannot be looked at. */
      readonly folder: ExportFolder | null;
      readonly at: number;
    }
  /** The NameNode does not answer: what was known grows old. */
  | {
      readonly type: 'hdfs/unreachable';
      readonly failure: Failure;
      readonly retryAt: number;
      readonly at: number;
    }
  /** What waits on this machine to be published. */
  | {
      readonly type: 'hdfs/queue-changed';
      readonly exports: number;
      readonly snapshots: number;
      readonly bytes: number;
      /** When the oldest was made; `null` when nothing waits. */
      readonly oldestAt: number | null;
      readonly at: number;
    }
  | (ExportName & {
      readonly type: 'hdfs/export-published';
      readonly path: string;
      /** What had to be sent for it. */
      readonly sentBytes: number;
      readonly durationMs: number;
      readonly at: number;
    })
  /** Tried again at `retryAt`. */
  | (ExportName & {
      readonly type: 'hdfs/export-failed';
      readonly failure: Failure;
      readonly attempt: number;
      readonly retryAt: number;
      readonly at: number;
    })
  /** A newer one of its kind has taken its place before it was published. */
  | (ExportName & { readonly type: 'hdfs/export-superseded'; readonly at: number })
  /** It will not be in HDFS: its files are damaged, or could not be queued. */
  | (ExportName & {
      readonly type: 'hdfs/export-lost';
      readonly failure: Failure;
      readonly at: number;
    });

type SparkEvent =
  /** `url` is the address of the master's pages. */
  | { readonly type: 'spark/opened'; readonly url: string; readonly at: number }
  /** Only when something changed. */
  | {
      readonly type: 'spark/observed';
      readonly status: SparkStatus;
      /** `null` where none runs, or none that can be asked. */
      readonly application: ApplicationProgress | null;
      readonly at: number;
    }
  /** The master does not answer: what was known grows old. */
  | {
      readonly type: 'spark/unreachable';
      readonly failure: Failure;
      readonly retryAt: number;
      readonly at: number;
    }
  /** A run was asked for; broker, master and storage are looked at. */
  | { readonly type: 'spark/run-checking'; readonly mode: RunMode; readonly at: number }
  | { readonly type: 'spark/run-started'; readonly plan: RunPlan; readonly at: number }
  | { readonly type: 'spark/run-progressed'; readonly progress: RunProgress; readonly at: number }
  | {
      readonly type: 'spark/run-finished';
      readonly result: RunResult;
      readonly comparison: FiguresComparison;
      readonly at: number;
    }
  | {
      readonly type: 'spark/run-failed';
      readonly mode: RunMode;
      readonly failure: Failure;
      readonly at: number;
    }
  | {
      readonly type: 'spark/run-stopped';
      readonly mode: RunMode;
      /** Of a stream, what it had computed by then, where it had; so is the comparison. */
      readonly result: RunResult | null;
      readonly comparison: FiguresComparison | null;
      readonly at: number;
    };

type MetricsEvent = {
  readonly type: 'metrics/sampled';
  readonly acknowledgedPerSecond: number;
  readonly sourceBytesPerSecond: number;
  readonly countedPerSecond: number;
  readonly at: number;
};

export type NoticeEvent = {
  readonly type: 'notice/raised';
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly at: number;
};

/** Everything that can happen. Facts in the past tense, serialisable, each with its own time. */
export type ConsoleEvent =
  | EngineEvent
  | PipelineEvent
  | DatasetEvent
  | DownloadEvent
  | IngestEvent
  | ConsumerEvent
  | TopicEvent
  | AnalyticsEvent
  | DiskEvent
  | ExportEvent
  | HdfsEvent
  | SparkEvent
  | MetricsEvent
  | NoticeEvent;

export type Dispatch = (event: ConsoleEvent) => void;
