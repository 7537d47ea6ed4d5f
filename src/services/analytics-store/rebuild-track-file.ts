import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reach } from '../checkpoints.ts';
import { markOf } from '../export/track-file-mark.ts';
import { TRACK_FILE_HEADER } from '../export/track-line.ts';
import { isMissing } from '../files/atomic-file.ts';
import { translateWriteError } from '../files/file-errors.ts';
import { removeAbandoned, temporaryPath } from '../files/temporary-path.ts';
import type { AnalyticsStore, TrackFileMark } from '../ports.ts';

export type TrackLines = Parameters<AnalyticsStore['rebuildTrackFile']>[0];
type Range = Parameters<TrackLines>[0];

export type RebuildDeps = {
  readonly trackFilePath: string;
  /** What is saved by now, per partition. */
  readonly savedOffsets: () => ReadonlyMap<number, number>;
  /**
   * In one write transaction: puts the file in place if the saved offsets are still these, and
   * records it. Otherwise nothing happens and the answer is `false`.
   */
  readonly commit: (
    offsets: ReadonlyMap<number, number>,
    temporary: string,
    mark: TrackFileMark,
  ) => boolean;
};

/**
 * Writes the lines of everything saved to a temporary file, then those of what was saved meanwhile,
 * until nothing is missing at the moment it is renamed.
 *
 * @returns whether it was; not when the signal aborts or the directory is removed in the middle
 */
export async function writeTrackFileAnew(
  deps: RebuildDeps,
  lines: TrackLines,
  signal: AbortSignal,
): Promise<boolean> {
  const { trackFilePath } = deps;
  const temporary = temporaryPath(trackFilePath);
  try {
    await mkdir(dirname(trackFilePath), { recursive: true });
    await removeAbandoned(dirname(trackFilePath));
    await using file = await open(temporary, 'wx+');
    await file.writeFile(TRACK_FILE_HEADER);
    await writeUntilComplete(deps, file, { lines, temporary, signal });
    return true;
  } catch (error) {
    if (isMissing(error) || isAbort(error, signal)) return false;
    throw translateWriteError(error, trackFilePath, 'OUTPUT_UNWRITABLE');
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeUntilComplete(
  deps: RebuildDeps,
  file: FileHandle,
  work: { readonly lines: TrackLines; readonly temporary: string; readonly signal: AbortSignal },
): Promise<void> {
  const { lines, temporary, signal } = work;
  const written = new Map<number, number>();
  for (;;) {
    for (const range of missingRanges(written, deps.savedOffsets())) {
      for await (const chunk of lines(range)) {
        signal.throwIfAborted();
        await file.writeFile(chunk);
        reach('in-rebuild');
      }
      // Lines that end because of the signal may be not all.
      signal.throwIfAborted();
      written.set(range.partition, range.to);
    }
    await file.sync();
    const { size } = await file.stat();
    if (deps.commit(written, temporary, markOf(file.fd, size))) return;
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

/** Whether something ended because of the signal, with its reason or as `node:` APIs say it. */
function isAbort(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false;
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}
