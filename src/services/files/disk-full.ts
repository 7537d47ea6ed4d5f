import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConsoleError } from '../../domain/errors.ts';
import { formatBytes } from '../../domain/format.ts';

/** Why there is no space, where it is not that the file system is full. */
const OTHER_LIMITS: Readonly<Record<string, string>> = {
  EDQUOT: "the user's quota is used up",
  EFBIG: 'the file is as long as it may be',
};

/** Flag that moves what is written elsewhere. */
export type DirectoryFlag = '--output-dir' | '--state-dir';

/** `DISK_FULL` for a file that could not be written: where, how much is free there, what is next. */
export function diskFull(
  path: string,
  flag: DirectoryFlag,
  cause: unknown,
  code = 'ENOSPC',
): ConsoleError {
  const freeBytes = freeBytesAt(path);
  const why = OTHER_LIMITS[code] ?? `${formatBytes(freeBytes)} free`;
  return new ConsoleError('DISK_FULL', `No space left to write ${path} (${why})`, {
    cause,
    hint: `Free some space, or choose another directory with ${flag}. Nothing that was acknowledged is lost; an engine goes on by itself, other commands when they are started again.`,
    context: { path, freeBytes },
  });
}

/** Of the file system that holds the path, or the nearest directory above it that is there. */
function freeBytesAt(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    const parent = dirname(path);
    return parent === path ? 0 : freeBytesAt(parent);
  }
}
