import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { reach } from '../checkpoints.ts';
import { hasLines, holdsMarked, markOf } from '../export/track-file-mark.ts';
import { TRACK_FILE_HEADER } from '../export/track-line.ts';
import { isMissing } from '../files/atomic-file.ts';
import { translateWriteError } from '../files/file-errors.ts';
import { setAside } from '../files/set-aside.ts';
import { temporaryPath } from '../files/temporary-path.ts';
import type { TrackFileMark } from '../ports.ts';

/**
 * Makes a track file without lines, and its directory; for what happens to a file that is there,
 * see `putInPlace`.
 *
 * @returns `undefined` when its directory was removed meanwhile
 * @throws `OUTPUT_UNWRITABLE`, `DISK_FULL`, `FILE_FAILED`
 */
export function startTrackFile(
  path: string,
  nowMs: number,
): { readonly mark: TrackFileMark; readonly aside: string | undefined } | undefined {
  const temporary = temporaryPath(path);
  return unlessMissing(path, () => {
    try {
      mkdirSync(dirname(path), { recursive: true });
      const mark = withFile(temporary, 'wx+', (file) =>
        writeBehind(file, 0, Buffer.from(TRACK_FILE_HEADER)),
      );
      return { mark, aside: putInPlace(temporary, path, nowMs) };
    } finally {
      rmSync(temporary, { force: true });
    }
  });
}

/**
 * Writes lines, in UTF-8, behind what is marked of the track file, over whatever a crash left there, and
 * flushes.
 *
 * @returns the new mark; `undefined` when the file does not hold what is marked: nothing is written
 * @throws `OUTPUT_UNWRITABLE`, `DISK_FULL`, `FILE_FAILED`; the marked part is then unchanged
 */
export function appendTrackLines(
  path: string,
  mark: TrackFileMark,
  lines: Uint8Array,
): TrackFileMark | undefined {
  return unlessMissing(path, () =>
    withFile(path, 'r+', (file) => {
      if (!holdsMarked(file, mark)) return undefined;
      return lines.length === 0 ? mark : writeBehind(file, mark.bytes, lines);
    }),
  );
}

/** The mark with the file's inode, or `undefined` when the file does not hold what is marked. */
export function intactTrackFile(path: string, mark: TrackFileMark): TrackFileMark | undefined {
  return unlessMissing(path, () =>
    withFile(path, 'r', (file) => (holdsMarked(file, mark) ? markOf(file, mark.bytes) : undefined)),
  );
}

/**
 * Renames a flushed file to `path`. A file with lines that is there is set aside, never overwritten.
 *
 * @returns where it is now; `undefined` when there was none
 */
export function putInPlace(temporary: string, path: string, nowMs: number): string | undefined {
  const isInTheWay = unlessMissing(path, () => withFile(path, 'r', hasLines));
  const aside = isInTheWay ? setAside(path, nowMs) : undefined;
  reach('before-rename');
  renameSync(temporary, path);
  reach('after-rename');
  withFile(dirname(path), 'r', fsyncSync);
  return aside;
}

function withFile<Result>(path: string, flags: string, use: (file: number) => Result): Result {
  const file = openSync(path, flags);
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

function unlessMissing<Result>(path: string, work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw translateWriteError(error, path, 'OUTPUT_UNWRITABLE');
  }
}

function writeBehind(file: number, committedBytes: number, lines: Uint8Array): TrackFileMark {
  ftruncateSync(file, committedBytes);
  try {
    let written = 0;
    while (written < lines.length) {
      written += writeSync(file, lines, written, lines.length - written, committedBytes + written);
    }
    reach('in-track-append', { file, from: committedBytes });
    fdatasyncSync(file);
    return markOf(file, committedBytes + written);
  } catch (error) {
    ftruncateSync(file, committedBytes);
    throw error;
  }
}
