import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isMissing } from '../export/atomic-file.ts';
import { TRACK_FILE_HEADER } from '../export/track-line.ts';
import { translateWriteError } from '../file-errors.ts';

/**
 * Writes lines behind the first `committedBytes` of the track file, over whatever a crash left
 * there, and flushes. Makes the file with its header when nothing is committed yet.
 *
 * @returns the new length; `undefined` when the committed part is not all there: nothing is written
 * @throws `OUTPUT_UNWRITABLE`, `DISK_FULL`, `FILE_FAILED`; the committed part is then unchanged
 */
export function appendTrackLines(
  path: string,
  committedBytes: number,
  lines: string,
): number | undefined {
  try {
    if (committedBytes === 0) return createTrackFile(path, lines);
    return withFile(path, 'r+', (file) => {
      if (!holds(file, committedBytes)) return undefined;
      return lines === '' ? committedBytes : writeBehind(file, committedBytes, lines);
    });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw translateWriteError(error, path, 'OUTPUT_UNWRITABLE');
  }
}

/** Inode of the track file, or `undefined` when its first `committedBytes` are not all there. */
export function intactTrackFile(path: string, committedBytes: number): number | undefined {
  try {
    return withFile(path, 'r', (file) =>
      holds(file, committedBytes) ? fstatSync(file).ino : undefined,
    );
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw translateWriteError(error, path, 'OUTPUT_UNWRITABLE');
  }
}

function createTrackFile(path: string, lines: string): number {
  mkdirSync(dirname(path), { recursive: true });
  return withFile(path, 'w', (file) => writeBehind(file, 0, TRACK_FILE_HEADER + lines));
}

function withFile<Result>(path: string, flags: string, use: (file: number) => Result): Result {
  const file = openSync(path, flags);
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

function holds(file: number, committedBytes: number): boolean {
  if (fstatSync(file).size < committedBytes) return false;
  const start = Buffer.alloc(TRACK_FILE_HEADER.length);
  readSync(file, start, 0, start.length, 0);
  return start.toString() === TRACK_FILE_HEADER;
}

function writeBehind(file: number, committedBytes: number, lines: string): number {
  ftruncateSync(file, committedBytes);
  try {
    const bytes = Buffer.from(lines);
    let written = 0;
    while (written < bytes.length) {
      written += writeSync(file, bytes, written, bytes.length - written, committedBytes + written);
    }
    fdatasyncSync(file);
    return committedBytes + written;
  } catch (error) {
    ftruncateSync(file, committedBytes);
    throw error;
  }
}
