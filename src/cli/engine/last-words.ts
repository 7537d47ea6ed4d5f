import { closeSync, fstatSync, openSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConsoleError, isErrorCode } from '../../domain/errors.ts';
import { translateWriteError } from '../../services/files/file-errors.ts';
import { makeDirectory } from '../../services/files/make-directory.ts';

/** The file that a detached engine's stderr goes to; what earlier engines wrote stays in it. */
export type WordsFile = {
  readonly path: string;
  readonly descriptor: number;
  /** What was written since it was opened. */
  read(): string;
  close(): void;
};

/** A file of this size becomes `PATH.1`. */
const MAX_BYTES = 1_000_000;

/** @throws `STATE_DIR_UNWRITABLE`, `DISK_FULL`, `FILE_FAILED` */
export function openWordsFile(stateDir: string): WordsFile {
  const path = join(stateDir, 'logs', 'engine.stderr');
  try {
    makeDirectory(dirname(path), 0o700);
    let descriptor = openSync(path, 'a', 0o600);
    if (fstatSync(descriptor).size >= MAX_BYTES) {
      closeSync(descriptor);
      renameSync(path, `${path}.1`);
      descriptor = openSync(path, 'a', 0o600);
    }
    const start = fstatSync(descriptor).size;
    return {
      path,
      descriptor,
      read: () => readFileSync(path).subarray(start).toString('utf8'),
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    throw translateWriteError(error, path, 'STATE_DIR_UNWRITABLE');
  }
}

/** As `main.ts` prints a failure: `trackdeck: CODE: message`, further lines and the hint indented. */
const FAILURE = /^trackdeck: ([A-Z_]+): (.*(?:\n {2}.*)*)/gm;

/** The failure that an engine ended with, by what it wrote. */
export function failureOf(words: string, how: string, path: string): ConsoleError {
  const last = [...words.matchAll(FAILURE)].at(-1);
  const [, code, text = ''] = last ?? [];
  if (isErrorCode(code)) {
    const [message = '', ...rest] = text.split('\n');
    const hint = rest.map((line) => line.trim()).join('\n  ');
    return new ConsoleError(code, message, hint === '' ? {} : { hint });
  }
  const tail = words.trimEnd().split('\n').slice(-5).join('\n  ');
  return new ConsoleError(
    'ENGINE_NOT_STARTED',
    `The engine ended before it answered (${how})${tail === '' ? '' : `:\n  ${tail}`}`,
    { hint: `What it wrote is in ${path}; the log file beside it has more.`, context: { path } },
  );
}
