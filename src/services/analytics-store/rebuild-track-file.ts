import { closeSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing } from '../export/atomic-file.ts';
import { removeAbandoned, temporaryPath } from '../export/temporary-path.ts';
import { TRACK_FILE_HEADER } from '../export/track-line.ts';
import { translateWriteError } from '../file-errors.ts';
import type { AnalyticsStore } from '../ports.ts';

export type TrackLines = Parameters<AnalyticsStore['rebuildTrackFile']>[0];
type Range = Parameters<TrackLines>[0];

export type RebuildDeps = {
  readonly trackFilePath: string;
  /** What is saved by now, per partition. */
  readonly savedOffsets: () => ReadonlyMap<number, number>;
  /**
   * In one write transaction: calls `replace` if the saved offsets are still these, and records
   * the new length. Otherwise nothing happens and the answer is `false`.
   */
  readonly commit: (
    offsets: ReadonlyMap<number, number>,
    bytes: number,
    replace: () => void,
  ) => boolean;
};

/**
 * Writes the lines of everything saved to a temporary file, then those of what was saved meanwhile,
 * until nothing is missing at the moment it is renamed.
 */
export async function writeTrackFileAnew(
  deps: RebuildDeps,
  lines: TrackLines,
  signal: AbortSignal,
): Promise<void> {
  const { trackFilePath } = deps;
  const temporary = temporaryPath(trackFilePath);
  try {
    await mkdir(dirname(trackFilePath), { recursive: true });
    await removeAbandoned(dirname(trackFilePath));
    await using file = await open(temporary, 'wx');
    await file.writeFile(TRACK_FILE_HEADER);
    await writeUntilComplete(deps, file, { lines, temporary, signal });
  } catch (error) {
    // The directory was removed in the middle: the file is as damaged as before.
    if (!isMissing(error)) throw translateWriteError(error, trackFilePath, 'OUTPUT_UNWRITABLE');
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeUntilComplete(
  deps: RebuildDeps,
  file: FileHandle,
  work: { readonly lines: TrackLines; readonly temporary: string; readonly signal: AbortSignal },
): Promise<void> {
  const written = new Map<number, number>();
  const replace = () => renameFlushed(work.temporary, deps.trackFilePath);
  for (;;) {
    for (const range of missingRanges(written, deps.savedOffsets())) {
      for await (const chunk of work.lines(range)) {
        work.signal.throwIfAborted();
        await file.writeFile(chunk);
      }
      written.set(range.partition, range.to);
    }
    await file.sync();
    const { size } = await file.stat();
    if (deps.commit(written, size, replace)) return;
  }
}

function missingRanges(
  written: ReadonlyMap<number, number>,
  saved: ReadonlyMap<number, number>,
): readonly Range[] {
  return [...saved]
    .map(([partition, to]) => ({ partition, from: written.get(partition) ?? 0, to }))
    .filter(({ from, to }) => from < to);
}

function renameFlushed(from: string, to: string): void {
  renameSync(from, to);
  const directory = openSync(dirname(to), 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
