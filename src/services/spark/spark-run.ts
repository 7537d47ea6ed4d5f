import type { TrackFigures } from '../../domain/analytics/track-figures.ts';

/** `batch` ends by itself; `streaming` goes on with what is published, until it is stopped. */
export type RunMode = 'batch' | 'streaming';

/** Offsets of one partition: `[from, to)`. */
export type OffsetSpan = {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
};

/** A run that was asked for, by then past all checks. */
export type RunPlan = {
  /** UTC time of its start; names its log too. */
  readonly id: string;
  readonly mode: RunMode;
  /** Where its Parquet goes: `hdfs://…`, or a directory of this machine. */
  readonly output: string;
  /** What a batch reads; a stream starts at `from` and has no end. */
  readonly offsets: readonly OffsetSpan[];
  /** When a batch is given up; `null` for a stream. */
  readonly deadlineAt: number | null;
  /** What Spark and the job write to stderr. */
  readonly logFile: string;
};

/** What a batch is at. */
export type RunStep = 'reading' | 'writing';

/** One batch of a stream. */
export type StreamProgress = {
  /** From 0; a stream that goes on from its checkpoint goes on with its number. */
  readonly batch: number;
  readonly inputRows: number;
  readonly inputRowsPerSecond: number;
  readonly processedRowsPerSecond: number;
  readonly durationMs: number;
  /** Offsets of the topic that wait behind this batch; `null` where Spark does not tell. */
  readonly offsetsBehind: number | null;
  /** Tracks counted by now. */
  readonly tracks: number;
};

/** What a run has told while it goes on. */
export type RunProgress =
  | {
      /** Its driver is connected to the master. */
      readonly kind: 'registered';
      readonly application: string;
      /** Address of its pages. */
      readonly url: string | null;
      readonly sparkVersion: string;
    }
  | { readonly kind: 'step'; readonly step: RunStep }
  | ({ readonly kind: 'batch' } & StreamProgress);

/** What a run has computed, without its table of genres. */
export type RunResult = Omit<TrackFigures, 'genres'> & {
  readonly uniqueGenres: number;
  readonly offsets: readonly OffsetSpan[];
};

/** What the console has counted, and of which offsets. */
export type CountedSpan = {
  readonly figures: TrackFigures;
  readonly partitions: readonly {
    readonly partition: number;
    readonly nextOffset: number;
    /** Of the offsets below, those that retention removed before they were counted. */
    readonly expiredRecords: number;
  }[];
};
