type ErrorTraits = {
  /** What the process exits with when this failure ends it. */
  readonly exitCode: 1 | 2 | 130;
  /** Whether the same attempt may succeed later without anybody changing anything. */
  readonly retryable: boolean;
};

const FAILED = { exitCode: 1, retryable: false } as const;
const RETRYABLE = { exitCode: 1, retryable: true } as const;
const USAGE = { exitCode: 2, retryable: false } as const;

/** The closed list of failures an operator can meet. */
const ERROR_TRAITS = {
  CONFIG_INVALID: USAGE,
  CONFIRMATION_NEEDED: USAGE,
  DATASET_MISSING: USAGE,
  DATASET_NOT_A_FILE: USAGE,
  DATASET_UNREADABLE: USAGE,
  DATASET_EMPTY: FAILED,
  DATASET_HEADER: FAILED,
  DATASET_COMPRESSION: FAILED,
  DATASET_ARCHIVE: FAILED,
  DATASET_CHANGED: FAILED,
  DOWNLOAD_UNREACHABLE: RETRYABLE,
  DOWNLOAD_INTERRUPTED: RETRYABLE,
  DOWNLOAD_REFUSED: FAILED,
  DOWNLOAD_INSECURE: FAILED,
  DOWNLOAD_CONTENT: FAILED,
  DOWNLOAD_FAILED: FAILED,
  OUTPUT_UNWRITABLE: USAGE,
  OUTPUT_DIR_DIFFERS: FAILED,
  OUTPUT_DIR_BUSY: FAILED,
  TRACK_FILE_DAMAGED: RETRYABLE,
  STATE_DIR_UNWRITABLE: USAGE,
  STATE_DIR_BUSY: FAILED,
  SOCKET_PATH_TOO_LONG: USAGE,
  TERMINAL_TOO_SIMPLE: USAGE,
  ENGINE_UNREACHABLE: RETRYABLE,
  ENGINE_PROTOCOL: FAILED,
  ENGINE_RUNNING: FAILED,
  ENGINE_NOT_STARTED: FAILED,
  ENGINE_STOPPING: RETRYABLE,
  COMMAND_INVALID: USAGE,
  COMMAND_UNAVAILABLE: FAILED,
  COMMAND_REFUSED: FAILED,
  DISK_FULL: FAILED,
  FILE_FAILED: FAILED,
  LAST_SAVE_FAILED: FAILED,
  STORE_BUSY: RETRYABLE,
  STORE_CORRUPT: FAILED,
  STORE_NEWER: FAILED,
  BROKER_UNREACHABLE: RETRYABLE,
  BROKER_REFUSED: FAILED,
  TOPIC_MISSING: FAILED,
  TOPIC_NOT_CREATED: FAILED,
  TOPIC_HOLDS_OTHER_DATA: FAILED,
  RECORD_TOO_LARGE: FAILED,
  RECORD_REFUSED: FAILED,
  OFFSET_OUT_OF_RANGE: FAILED,
  LEDGER_INVALID: FAILED,
  INGEST_UNFINISHED: FAILED,
  DEAD_LETTER_MISSING: FAILED,
  DEAD_LETTER_AMBIGUOUS: USAGE,
  REPAIR_INVALID: FAILED,
  PRODUCER_REPLACED: FAILED,
  TRANSACTION_EXPIRED: RETRYABLE,
  MEMBER_FENCED: RETRYABLE,
  GROUP_NOT_EMPTY: FAILED,
  GROUP_REBALANCING: RETRYABLE,
  PARTITION_ELSEWHERE: FAILED,
  BOOKS_OPEN: FAILED,
  HDFS_UNREACHABLE: RETRYABLE,
  HDFS_STARTING: RETRYABLE,
  HDFS_SAFE_MODE: RETRYABLE,
  HDFS_NO_DATANODE: RETRYABLE,
  HDFS_CONTENT: RETRYABLE,
  HDFS_PERMISSION: FAILED,
  HDFS_QUOTA: FAILED,
  HDFS_EXISTS: FAILED,
  HDFS_MISSING: FAILED,
  HDFS_REFUSED: FAILED,
  HDFS_QUEUE_FULL: FAILED,
  HDFS_QUEUE_DAMAGED: FAILED,
  SPARK_NOT_INSTALLED: USAGE,
  SPARK_NEEDS_KAFKA: USAGE,
  SPARK_UNREACHABLE: RETRYABLE,
  SPARK_REFUSED: FAILED,
  SPARK_NOT_ALIVE: RETRYABLE,
  SPARK_NO_WORKER: RETRYABLE,
  SPARK_OUTPUT: USAGE,
  SPARK_JOB_FAILED: FAILED,
  SPARK_JOB_TIMEOUT: FAILED,
  SPARK_RUN_REPLACED: FAILED,
  SPARK_DIFFERS: FAILED,
  INTERRUPTED: { exitCode: 130, retryable: false },
  INTERNAL: FAILED,
} as const satisfies Record<string, ErrorTraits>;

/** Name of a failure, stable across versions; scripts may rely on it. */
export type ErrorCode = keyof typeof ERROR_TRAITS;

/** Whether a word, say one that another version has sent, is a code that this version knows. */
export function isErrorCode(word: unknown): word is ErrorCode {
  return typeof word === 'string' && Object.hasOwn(ERROR_TRAITS, word);
}

const DISK_FAILURES: ReadonlySet<ErrorCode> = new Set([
  'DISK_FULL',
  'FILE_FAILED',
  'OUTPUT_UNWRITABLE',
  'STATE_DIR_UNWRITABLE',
]);

/** Whether a file could not be written: the disk or its rights are at fault, not a broker. */
export function isDiskFailure(code: ErrorCode): boolean {
  return DISK_FAILURES.has(code);
}

type ErrorOptionsOf = {
  /** What the operator can do next, as one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** What it failed on: topic, partition, offset, path, line, … */
  readonly context?: Readonly<Record<string, string | number>>;
};

/**
 * A failure with a name, a sentence saying what failed on what, and what to do about it.
 * Bad rows are no errors: they are values (see `row-check.ts`).
 */
export class ConsoleError extends Error {
  override readonly name = 'ConsoleError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly context: Readonly<Record<string, string | number>>;

  constructor(code: ErrorCode, message: string, options: ErrorOptionsOf = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.context = options.context ?? {};
  }

  /** Whether trying again unchanged can help. */
  get isRetryable(): boolean {
    return ERROR_TRAITS[this.code].retryable;
  }

  /** 1 failed, 2 usage or configuration, 130 interrupted. */
  get exitCode(): 1 | 2 | 130 {
    return ERROR_TRAITS[this.code].exitCode;
  }
}

/** Any thrown value as a ConsoleError; what was not expected becomes `INTERNAL` with its cause kept. */
export function toConsoleError(thrown: unknown): ConsoleError {
  if (thrown instanceof ConsoleError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ConsoleError('INTERNAL', `Unexpected failure: ${message}`, {
    cause: thrown,
    hint: 'This is a fault in trackdeck; the log file in the state directory has the stack.',
  });
}
