import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A directory that is in the cache in full, or not at all.
 *
 * @param name - of the directory in the cache; it holds the versions
 * @param fetch - fills a directory, which is then moved to its place
 */
export async function cached(
  name: string,
  fetch: (directory: string) => Promise<void>,
): Promise<string> {
  const cacheHome = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const cache = join(cacheHome, 'trackdeck-test');
  const directory = join(cache, name);
  if (existsSync(directory)) return directory;
  await mkdir(cache, { recursive: true });
  const unfinished = await mkdtemp(join(cache, 'fetching-'));
  try {
    await fetch(unfinished);
    await rename(unfinished, directory);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another run may have been faster.
    if (!existsSync(directory)) throw error;
  }
  return directory;
}
