import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { translateWriteError } from '../files/file-errors.ts';
import { makeDirectory } from '../files/make-directory.ts';

export type LogSink = {
  /** Never fails: a log that cannot be written must not stop the pipeline. */
  write(line: string): void;
  close(): void;
};

export type LogSinkOptions = {
  readonly path: string;
  /** A file that reached this size becomes `PATH.1`, that one `PATH.2`, and so on. */
  readonly maxBytes: number;
  /** Old files kept beside the current one. */
  readonly keep: number;
  /** Told when a line could not be written and those before it could; they are lost until one can. */
  readonly onFailure: (failure: unknown) => void;
};

/**
 * Appends lines to a file that its owner alone can read, and rotates it.
 *
 * @throws `STATE_DIR_UNWRITABLE`, `DISK_FULL`, `FILE_FAILED`
 */
export function openLogSink(options: LogSinkOptions): LogSink {
  const { path, maxBytes } = options;
  let file = openFile(path);
  let size = fstatSync(file).size;
  let lostLines = 0;
  /** Whether the newest line was cut short, so that another must not follow on it. */
  let isTorn = false;

  /** The new file is there before the old one is let go: without space for it the old one grows on. */
  function rotate(): void {
    const next = openFile(`${path}.next`);
    try {
      shift(options);
    } catch (error) {
      closeSync(next);
      throw error;
    }
    closeSync(file);
    file = next;
    size = fstatSync(file).size;
  }

  function append(text: string): void {
    const bytes = Buffer.from(text);
    const written = writeSync(file, bytes);
    size += written;
    isTorn = written < bytes.length;
    if (isTorn) throw Object.assign(new Error('The line was cut short'), { code: 'ENOSPC' });
  }

  return {
    write(line) {
      try {
        if (size >= maxBytes) rotate();
        append(`${isTorn ? '\n' : ''}${lostLines > 0 ? lossLine(lostLines) : ''}${line}`);
        lostLines = 0;
      } catch (error) {
        lostLines += 1;
        if (lostLines > 1) return;
        options.onFailure(translateWriteError(error, path, 'STATE_DIR_UNWRITABLE'));
      }
    },
    close: () => closeSync(file),
  };
}

function shift({ path, keep }: LogSinkOptions): void {
  for (let number = keep; number >= 1; number -= 1) {
    renameIfThere(number === 1 ? path : `${path}.${number - 1}`, `${path}.${number}`);
  }
  renameIfThere(`${path}.next`, path);
}

/** There are not that many old files yet, or another process has just rotated. */
function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

const WARN = 40;

/** In the form of the log's other lines. */
function lossLine(lines: number): string {
  const entry = { level: WARN, time: Date.now(), pid: process.pid, event: 'log/lines-lost', lines };
  return `${JSON.stringify(entry)}\n`;
}

function openFile(path: string): number {
  try {
    makeDirectory(dirname(path), 0o700);
    return openSync(path, 'a', 0o600);
  } catch (error) {
    throw translateWriteError(error, path, 'STATE_DIR_UNWRITABLE');
  }
}
