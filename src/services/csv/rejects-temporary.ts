import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reach } from '../checkpoints.ts';
import { flushDirectory } from '../files/atomic-file.ts';
import { temporaryPath } from '../files/temporary-path.ts';

/** A new file under a temporary name, open for reading and writing. */
export type TemporaryFile = {
  readonly handle: FileHandle;
  /** Flushes the file and renames it to the path it was made for; the handle stays open. */
  putInPlace(): Promise<void>;
  /** Closes the handle and removes the temporary name. */
  discard(): Promise<void>;
};

/** A file to be put in place at `path`, whose directory is made if it is missing. */
export async function createTemporaryFile(path: string): Promise<TemporaryFile> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryPath(path);
  const handle = await open(temporary, 'wx+');
  return {
    handle,
    async putInPlace() {
      await handle.sync();
      reach('before-rename');
      await rename(temporary, path);
      reach('after-rename');
      await flushDirectory(dirname(path));
    },
    async discard() {
      await handle.close();
      await rm(temporary, { force: true });
    },
  };
}
