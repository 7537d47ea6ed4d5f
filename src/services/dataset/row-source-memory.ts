import type { RowSource } from '../ports.ts';
import { type FileVersion, fileVersion, isSameVersion } from './unchanged-file.ts';

/** A file's rows, opened, which reads and hashes the whole file, only when it has changed. */
export type RowSourceMemory = (
  path: string,
  open: () => Promise<RowSource | undefined>,
) => Promise<RowSource | undefined>;

/** Remembers the file that was opened last. */
export function createRowSourceMemory(): RowSourceMemory {
  let known: { readonly version: FileVersion; readonly rows: RowSource } | undefined;
  return async (path, open) => {
    // Looked at first: one that is written to meanwhile is opened again the next time.
    const version = await fileVersion(path);
    const isKnown = known?.version.path === path && isSameVersion(known.version, version);
    if (known !== undefined && isKnown) return known.rows;
    const rows = await open();
    known = rows && { version, rows };
    return rows;
  };
}
