import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { translateWriteError } from '../../services/files/file-errors.ts';
import { temporaryPath } from '../../services/files/temporary-path.ts';

const steering = z.object({
  /** Since when the consumption of a group is paused, epoch milliseconds, by group. */
  pausedGroups: z.record(z.string(), z.number()),
  rowsPerSecond: z.number().positive().nullable(),
});

/** What an operator has set that is to outlive the engine it was set on. */
export type Steering = z.output<typeof steering>;

export const NOTHING_SET: Steering = { pausedGroups: {}, rowsPerSecond: null };

/** @throws what keeps a file that is there from being read */
export function readSteering(path: string): Steering {
  try {
    return steering.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return NOTHING_SET;
    throw error;
  }
}

/**
 * Replaces the file as a whole; where nothing is set there is none.
 *
 * @throws `STATE_DIR_UNWRITABLE`, `DISK_FULL`, `FILE_FAILED`
 */
export function writeSteering(path: string, set: Steering): void {
  const isNothingSet = Object.keys(set.pausedGroups).length === 0 && set.rowsPerSecond === null;
  try {
    if (isNothingSet) {
      rmSync(path, { force: true });
      return;
    }
    replaceWith(path, JSON.stringify(set));
  } catch (error) {
    throw translateWriteError(error, path, 'STATE_DIR_UNWRITABLE');
  }
}

function replaceWith(path: string, content: string): void {
  const temporary = temporaryPath(path);
  try {
    writeFileSync(temporary, content, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
