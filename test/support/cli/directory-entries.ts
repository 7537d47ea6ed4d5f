import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export type DirectoryEntry = {
  readonly path: string;
  /** Rights of owner, group and others. */
  readonly mode: number;
  readonly isFile: boolean;
};

/** The directory itself and everything in it; what a running process removes meanwhile is left out. */
export function directoryEntries(directory: string): readonly DirectoryEntry[] {
  const entry = lstatSync(directory, { throwIfNoEntry: false });
  if (entry === undefined) return [];
  const inside = entry.isDirectory()
    ? readdirSync(directory).flatMap((name) => directoryEntries(join(directory, name)))
    : [];
  return [{ path: directory, mode: entry.mode & 0o777, isFile: entry.isFile() }, ...inside];
}
