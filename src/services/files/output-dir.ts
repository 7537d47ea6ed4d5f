import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { translateWriteError } from './file-errors.ts';
import { makeDirectory } from './make-directory.ts';
import { temporaryPath } from './temporary-path.ts';

/**
 * Makes the output directory if it is missing and proves that files can be made in it.
 *
 * @throws `OUTPUT_UNWRITABLE`, `DISK_FULL`, `FILE_FAILED`
 */
export async function ensureOutputDir(path: string): Promise<void> {
  try {
    makeDirectory(path);
    // Permission bits say too little: a mount may be read-only, and a quota used up.
    const probe = temporaryPath(join(path, 'probe'));
    await writeFile(probe, '', { flag: 'wx' });
    await rm(probe);
  } catch (error) {
    throw translateWriteError(error, path, 'OUTPUT_UNWRITABLE');
  }
}
