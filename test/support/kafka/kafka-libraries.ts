import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The version tests run on. */
export const KAFKA_VERSION = '4.4.0';
/** An earlier minor version, for one smoke run. */
export const EARLIER_KAFKA_VERSION = '4.3.1';

const FETCH_TIMEOUT_MS = 300_000;
const POM = fileURLToPath(new URL('pom.xml', import.meta.url));

/** What a test broker needs of this machine and does not find, by name; empty when all is there. */
export function missingTools(): readonly string[] {
  const commands: readonly (readonly [string, string])[] = [
    ['java', '-version'],
    ['mvn', '-version'],
    ['openssl', 'version'],
  ];
  return commands
    .filter(([command, flag]) => spawnSync(command, [flag], { stdio: 'ignore' }).status !== 0)
    .map(([command]) => command);
}

/** The directory with the jars of a Kafka version: in the cache in full, or not at all. */
export async function kafkaLibraries(version: string): Promise<string> {
  const cacheHome = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const cache = join(cacheHome, 'trackdeck-test');
  const libraries = join(cache, `kafka-${version}`);
  if (existsSync(libraries)) return libraries;
  await mkdir(cache, { recursive: true });
  const unfinished = await mkdtemp(join(cache, 'fetching-'));
  try {
    await fetchLibraries(version, unfinished);
    await rename(unfinished, libraries);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another run may have been faster.
    if (!existsSync(libraries)) throw error;
  }
  return libraries;
}

async function fetchLibraries(version: string, directory: string): Promise<void> {
  const options = [`-Dkafka.version=${version}`, '-DincludeScope=runtime'];
  await promisify(execFile)(
    'mvn',
    [
      '-B',
      '-q',
      '-f',
      POM,
      'dependency:copy-dependencies',
      ...options,
      `-DoutputDirectory=${directory}`,
    ],
    { timeout: FETCH_TIMEOUT_MS },
  );
}
