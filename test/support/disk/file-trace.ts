import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CliOptions } from '../cli/start-cli.ts';
import type { Workspace } from '../cli/workspace.ts';
import type { FileCall } from './file-calls.ts';

export const FILE_TRACE = 'TRACKDECK_TEST_FILE_TRACE';

const PRELOAD = fileURLToPath(new URL('traced-files.ts', import.meta.url));

export type FileTrace = {
  /** What a command is started with so that its calls on files are written down. */
  readonly options: CliOptions;
  calls(): readonly FileCall[];
};

export function traceFiles(workspace: Workspace): FileTrace {
  const path = workspace.write('file-trace', '');
  return {
    options: { env: { [FILE_TRACE]: path }, nodeOptions: ['--import', PRELOAD] },
    calls: () =>
      readFileSync(path, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as FileCall),
  };
}

/**
 * What a power cut could take away although something that is on disk relies on it. Only of a process
 * that does one such thing after the other.
 *
 * @param reliesOn - files that a commit to a database relies on
 */
export function unflushedReliances(
  calls: readonly FileCall[],
  reliesOn: (database: string) => RegExp | undefined,
): readonly string[] {
  const found: string[] = [];
  const unflushed = new Set<string>();
  /** What was renamed last in each directory that is not flushed since. */
  const forgettable = new Map<string, string>();
  const forget = (to: string) =>
    found.push(`the directory was not flushed after ${to} was renamed`);
  for (const { kind, path, to } of calls) {
    if (kind === 'write') unflushed.add(path);
    if (kind === 'flush') for (const each of [unflushed, forgettable]) each.delete(path);
    if (kind === 'rename') {
      if (unflushed.delete(path)) found.push(`${to} was put in place before it was flushed`);
      const earlier = forgettable.get(dirname(to));
      if (earlier !== undefined) forget(earlier);
      forgettable.set(dirname(to), to);
    }
    const needed = kind === 'commit' ? reliesOn(path) : undefined;
    for (const file of unflushed) {
      if (needed?.test(file)) found.push(`${path} was committed before ${file} was flushed`);
    }
  }
  for (const to of forgettable.values()) forget(to);
  return found;
}
