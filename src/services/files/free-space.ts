import { statfs } from 'node:fs/promises';

/** Bytes that this user may still write to the file system of `path`; `undefined` where it is not there. */
export async function freeSpace(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
