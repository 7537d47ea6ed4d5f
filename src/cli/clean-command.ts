import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Config } from '../config.ts';
import { ConsoleError } from '../domain/errors.ts';
import { formatBytes } from '../domain/format.ts';
import { translateWriteError } from '../services/files/file-errors.ts';
import { type Lock, lockExclusive } from '../services/locks/lock.ts';
import { STATE_ENTRIES, statePaths } from './state-paths.ts';

/** Names that trackdeck gives in an output directory; nothing else there is touched. */
const OUTPUT_ENTRIES = [
  /^(spotify_analytics\.json|top_genres\.csv|top_artists\.csv|snapshots)$/,
  /^(processed_tracks|rejects)\.csv(\.set-aside-[\dTZ-]+)?$/,
  // Half-written by a process that died.
  /^\..+\.\d+\.[0-9a-f]{8}\.tmp$/,
];

type Removal = { readonly path: string; readonly bytes: number };

/**
 * Removes what trackdeck wrote to its output and state directories, after showing it and being told
 * to. Refused while another trackdeck works on the state directory.
 */
export async function cleanCommand(config: Config, isConfirmed: boolean): Promise<number> {
  const lock = lockState(config.stateDir);
  try {
    const removals = findRemovals(config);
    if (removals.length === 0) {
      process.stdout.write('Nothing to remove.\n');
      return 0;
    }
    for (const { path, bytes } of removals) {
      process.stdout.write(`${formatBytes(bytes).padStart(9)}  ${path}\n`);
    }
    if (!isConfirmed && !(await askToRemove())) {
      process.stdout.write('Nothing was removed.\n');
      return 0;
    }
    for (const { path } of removals) remove(path);
    process.stdout.write('Removed.\n');
    return 0;
  } finally {
    lock.release();
  }
}

/** The state directory for this process alone. @throws `STATE_DIR_BUSY` */
export function lockState(stateDir: string): Lock {
  const lock = lockExclusive(statePaths(stateDir).stateLock);
  if (lock !== undefined) return lock;
  throw new ConsoleError('STATE_DIR_BUSY', `Another trackdeck is at work on ${stateDir}`, {
    hint: 'Stop it first; then clean again.',
    context: { stateDir },
  });
}

function findRemovals({ outputDir, stateDir }: Config): readonly Removal[] {
  const outputs = namesIn(outputDir)
    .filter((name) => OUTPUT_ENTRIES.some((entry) => entry.test(name)))
    .map((name) => join(outputDir, name));
  const present = new Set(namesIn(stateDir));
  const state = STATE_ENTRIES.filter((name) => present.has(name)).map((name) =>
    join(stateDir, name),
  );
  return [...outputs, ...state].map((path) => ({ path, bytes: sizeOf(path) }));
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

async function askToRemove(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new ConsoleError('CONFIG_INVALID', 'Nobody is there to confirm the removal', {
      hint: 'Say trackdeck clean --yes to remove the above without being asked.',
    });
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl+D closes the prompt without an answer.
  const left = new AbortController();
  prompt.once('close', () => left.abort());
  try {
    const answer = await prompt.question('Remove all of this? Type y: ', { signal: left.signal });
    return answer.trim() === 'y';
  } catch (error) {
    if (left.signal.aborted) return false;
    throw new ConsoleError('INTERRUPTED', 'Nothing was removed', { cause: error });
  } finally {
    prompt.close();
  }
}

/** @throws `STATE_DIR_UNWRITABLE` */
export function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    throw translateWriteError(error, path, 'STATE_DIR_UNWRITABLE');
  }
}
