import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FETCH_TIMEOUT_MS = 300_000;

/** Commands that are not on this machine, by name; each must answer its flag with success. */
export function missingCommands(
  commands: readonly (readonly [command: string, flag: string])[],
): readonly string[] {
  return commands
    .filter(([command, flag]) => spawnSync(command, [flag], { stdio: 'ignore' }).status !== 0)
    .map(([command]) => command);
}

/**
 * The directory with the runtime jars of a pom: in the cache in full, or not at all.
 *
 * @param name - of the directory in the cache; it holds the versions
 * @param options - further arguments for Maven, such as properties of the pom
 */
export async function mavenLibraries(
  name: string,
  pom: string,
  options: readonly string[] = [],
): Promise<string> {
  const cacheHome = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const cache = join(cacheHome, 'trackdeck-test');
  const libraries = join(cache, name);
  if (existsSync(libraries)) return libraries;
  await mkdir(cache, { recursive: true });
  const unfinished = await mkdtemp(join(cache, 'fetching-'));
  try {
    await copyDependencies(pom, unfinished, options);
    await rename(unfinished, libraries);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another run may have been faster.
    if (!existsSync(libraries)) throw error;
  }
  return libraries;
}

async function copyDependencies(
  pom: string,
  directory: string,
  options: readonly string[],
): Promise<void> {
  const goal = 'dependency:copy-dependencies';
  const target = ['-DincludeScope=runtime', `-DoutputDirectory=${directory}`];
  await promisify(execFile)('mvn', ['-B', '-q', '-f', pom, goal, ...options, ...target], {
    timeout: FETCH_TIMEOUT_MS,
  });
}
