import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reach } from '../checkpoints.ts';
import { translateWriteError } from './file-errors.ts';
import { temporaryPath } from './temporary-path.ts';

/**
 * Replaces a file as a whole: a reader, or a start after a power cut, finds the old content or the
 * new one and nothing between. Makes the directory if it is missing.
 *
 * @throws `OUTPUT_UNWRITABLE`, `DISK_FULL`, `FILE_FAILED`; the old file is then still there
 */
export async function replaceFile(path: string, content: string): Promise<void> {
  try {
    await writeAndRename(path, content).catch((error: unknown) => {
      // Somebody removed the directory in the middle; once more with a new one.
      if (isMissing(error)) return writeAndRename(path, content);
      throw error;
    });
  } catch (error) {
    throw translateWriteError(error, path, 'OUTPUT_UNWRITABLE');
  }
}

/** Whether a file operation failed because its path does not exist. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOENT';
}

async function writeAndRename(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryPath(path);
  try {
    await writeFlushed(temporary, content);
    reach('before-rename');
    await rename(temporary, path);
    reach('after-rename');
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
  await flushDirectory(dirname(path));
}

/** Writes a new file and flushes it to disk. */
export async function writeFlushed(path: string, content: string): Promise<void> {
  await using file = await open(path, 'wx');
  await file.writeFile(content);
  await file.sync();
}

/** Makes renames and new names in a directory survive a power cut. */
export async function flushDirectory(path: string): Promise<void> {
  await using directory = await open(path, 'r');
  await directory.sync();
}
