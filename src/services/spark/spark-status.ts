/** A worker as its master tells of it. */
export type SparkWorker = {
  /** Host and port. */
  readonly name: string;
  /** In the master's words: `ALIVE`, `DEAD`, `DECOMMISSIONED`, `UNKNOWN`. */
  readonly state: string;
  readonly cores: number;
  readonly coresUsed: number;
  readonly memoryBytes: number;
  readonly memoryUsedBytes: number;
  /** Since its last heartbeat, which comes every 15 s by default. */
  readonly silentSeconds: number;
};

/** An application as the master tells of it. */
export type SparkApplication = {
  readonly id: string;
  readonly name: string;
  readonly user: string;
  /**
   * In the master's words: `WAITING` for cores, `RUNNING`, `FINISHED`, `FAILED`, `KILLED`. It calls
   * `FINISHED` whatever has left in order, one that was stopped too.
   */
  readonly state: string;
  /** That it has, or had. */
  readonly cores: number;
  readonly memoryPerExecutorBytes: number;
  readonly startedAt: number;
  /** `null` while it runs. */
  readonly durationMs: number | null;
};

/** Spark as its standalone master sees it. */
export type SparkStatus = {
  /** In the master's words: `ALIVE`, `STANDBY`, `RECOVERING`. */
  readonly state: string;
  /** `null` where its page does not tell. */
  readonly version: string | null;
  /** Where applications register: `spark://host:port`. */
  readonly url: string;
  readonly aliveWorkers: number;
  readonly deadWorkers: number;
  /** Of the workers that are alive, as are the next three. */
  readonly cores: number;
  readonly coresUsed: number;
  readonly memoryBytes: number;
  readonly memoryUsedBytes: number;
  /** At most 20, those with the oldest heartbeats first. */
  readonly workers: readonly SparkWorker[];
  readonly runningApplications: number;
  readonly finishedApplications: number;
  /** Newest first, here and below; at most 10 each. */
  readonly running: readonly SparkApplication[];
  readonly finished: readonly SparkApplication[];
};

type TaskCounts = {
  /** Those that Spark skips, because their result is still there, are not among them. */
  readonly total: number;
  readonly completed: number;
  readonly active: number;
  /** Attempts that failed; a task gets four. */
  readonly failed: number;
};

/** One stage: what is done by as many tasks as there are partitions. */
export type SparkStage = {
  readonly id: number;
  readonly name: string;
  /** In Spark's words: `ACTIVE`, `COMPLETE`, `FAILED`. */
  readonly state: string;
  readonly tasks: TaskCounts;
  readonly shuffleReadBytes: number;
  readonly shuffleWriteBytes: number;
  /** Longest over median time of its finished tasks; `null` before two have finished. */
  readonly skew: number | null;
};

/** The running application, as its own pages tell. */
export type ApplicationProgress = {
  readonly id: string;
  readonly name: string;
  /** Address of its pages. */
  readonly url: string;
  readonly jobs: {
    readonly running: number;
    readonly succeeded: number;
    readonly failed: number;
  };
  readonly stages: {
    readonly active: number;
    readonly complete: number;
    readonly failed: number;
  };
  /** Of all its jobs. */
  readonly tasks: TaskCounts;
  /** The newest that is active, else the newest of all; `null` before the first. */
  readonly stage: SparkStage | null;
  /** Why stages have failed, newest first, at most 3. */
  readonly failures: readonly string[];
};
