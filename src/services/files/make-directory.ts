import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a directory, and those above it, where they are missing. Node's own way, `recursive`, never
 * comes back where a file system takes no directories although the one above is there, as /proc.
 *
 * @param mode - of the directories that are made
 */
export function makeDirectory(path: string, mode = 0o777): void {
  try {
    mkdirSync(path, mode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || isThere(parent)) throw error;
    makeDirectory(parent, mode);
    mkdirSync(path, mode);
  }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
