import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { translateWriteError } from '../files/file-errors.ts';
import { makeDirectory } from '../files/make-directory.ts';

export type LogSink = {
  write(line: string): void;
  close(): void;
};

type LogSinkOptions = {
  readonly path: string;
  /** A file that reached this size becomes `PATH.1`, that one `PATH.2`, and so on. */
  readonly maxBytes: number;
  /** Old files kept beside the current one. */
  readonly keep: number;
};

/** Appends lines to a file that its owner alone can read, and rotates it. */
export function openLogSink(options: LogSinkOptions): LogSink {
  let file = openFile(options.path);
  let size = fstatSync(file).size;

  function rotate(): void {
    closeSync(file);
    for (let number = options.keep; number >= 1; number -= 1) {
      const from = number === 1 ? options.path : `${options.path}.${number - 1}`;
      try {
        renameSync(from, `${options.path}.${number}`);
      } catch {
        // There are not that many old files yet, or another process has just rotated.
      }
    }
    file = openFile(options.path);
    size = fstatSync(file).size;
  }

  return {
    write(line) {
      try {
        if (size >= options.maxBytes) rotate();
        size += writeSync(file, line);
      } catch {
        // A log that cannot be written (a full disk) must not stop the pipeline.
      }
    },
    close: () => closeSync(file),
  };
}

function openFile(path: string): number {
  try {
    makeDirectory(dirname(path), 0o700);
    return openSync(path, 'a', 0o600);
  } catch (error) {
    throw translateWriteError(error, path, 'STATE_DIR_UNWRITABLE');
  }
}
