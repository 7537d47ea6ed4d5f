import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { cached } from './cached.ts';

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
export function mavenLibraries(
  name: string,
  pom: string,
  options: readonly string[] = [],
): Promise<string> {
  return cached(name, (directory) => copyDependencies(pom, directory, options));
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
