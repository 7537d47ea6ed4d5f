import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { formatBytes } from '../../domain/format.ts';
import { translateWriteError } from '../../services/files/file-errors.ts';
import { isStateEntry } from '../state-paths.ts';
import type { Removal } from './removal.ts';

/** Half-written by a process that died. */
const TEMPORARY = /^\..+\.\d+\.[0-9a-f]{8}\.tmp$/;

/** Names that trackdeck gives in an output directory; nothing else there is touched. */
const OUTPUT_ENTRIES = [
  /^(spotify_analytics\.json|top_genres\.csv|top_artists\.csv|snapshots|spark)$/,
  /^(processed_tracks|rejects)\.csv(\.set-aside-[\dTZ-]+)?$/,
  TEMPORARY,
];

const SCREENS = 'screens';
const SCREEN = /^[\dT-]{19}Z\.txt$/;

/** What trackdeck wrote to its output and state directories. */
export function localRemovals({ outputDir, stateDir }: Config): readonly Removal[] {
  const outputs = namesIn(outputDir)
    .filter((name) => OUTPUT_ENTRIES.some((entry) => entry.test(name)))
    .map((name) => join(outputDir, name));
  const state = namesIn(stateDir)
    .filter(isStateEntry)
    .map((name) => join(stateDir, name));
  return [...outputs, ...screensIn(outputDir), ...state].map((path) => ({
    amount: formatBytes(sizeOf(path)),
    name: path,
    remove: () => removePath(path),
  }));
}

/** The saved screens: their directory, or, where others put files into it, those of ours. */
function screensIn(outputDir: string): readonly string[] {
  const directory = join(outputDir, SCREENS);
  const names = namesIn(directory);
  const screens = names.filter((name) => SCREEN.test(name) || TEMPORARY.test(name));
  if (screens.length === 0) return [];
  const isOurs = screens.length === names.length;
  return isOurs ? [directory] : screens.map((name) => join(directory, name));
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

/** Of a file, or of all files in a directory. */
export function sizeOf(path: string): number {
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.size;
  return namesIn(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

/** @throws `STATE_DIR_UNWRITABLE` */
export function removePath(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    throw translateWriteError(error, path, 'STATE_DIR_UNWRITABLE');
  }
}
