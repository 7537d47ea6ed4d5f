import { ConsoleError, type ErrorCode } from '../../domain/errors.ts';

type DatasetCode = Extract<ErrorCode, `DATASET_${string}` | 'FILE_FAILED'>;

const CODES: Readonly<Record<string, readonly [DatasetCode, string]>> = {
  ENOENT: ['DATASET_MISSING', 'There is no data set at'],
  ENOTDIR: ['DATASET_MISSING', 'There is no data set at'],
  EACCES: ['DATASET_UNREADABLE', 'This user may not read'],
  EPERM: ['DATASET_UNREADABLE', 'This user may not read'],
  ELOOP: ['DATASET_UNREADABLE', 'Too many symbolic links at'],
  EISDIR: ['DATASET_NOT_A_FILE', 'A directory was given as data set:'],
};

const HINTS: Partial<Record<DatasetCode, string>> = {
  DATASET_MISSING: 'Check the path given with --dataset or DATASET_PATH.',
  DATASET_UNREADABLE: 'Give this user read access to the file and to the directories above it.',
  DATASET_NOT_A_FILE: 'Give the path of a .csv, .csv.gz or .zip file.',
  DATASET_EMPTY: 'Download or copy the file again; it should begin with a header line.',
  DATASET_COMPRESSION: 'Download or copy the file again, or give the unpacked .csv.',
  DATASET_ARCHIVE: 'Download or copy the file again, or give the unpacked .csv.',
  DATASET_CHANGED: 'Start again when nothing writes to the file any more.',
  FILE_FAILED: 'Check the disk and its mount.',
};

/** A failure of the data set at `path`, with the usual advice for its code. */
export function datasetError(
  code: DatasetCode,
  message: string,
  path: string,
  cause?: unknown,
): ConsoleError {
  const hint = HINTS[code];
  return new ConsoleError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
    context: { path },
  });
}

/** A failed system call on the data set as an error of ours; anything else is returned unchanged. */
export function translateReadError(thrown: unknown, path: string): unknown {
  const code = errorCode(thrown);
  if (!/^E[A-Z0-9]+$/.test(code)) return thrown;
  const [ours, text] = CODES[code] ?? ['FILE_FAILED', 'Reading failed:'];
  return datasetError(ours, `${text} ${path} (${code})`, path, thrown);
}

export function errorCode(thrown: unknown): string {
  return thrown instanceof Error ? ((thrown as NodeJS.ErrnoException).code ?? '') : '';
}
