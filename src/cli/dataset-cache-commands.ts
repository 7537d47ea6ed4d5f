import { existsSync } from 'node:fs';
import type { Config } from '../config.ts';
import { formatBytes } from '../domain/format.ts';
import { removePath, sizeOf } from './clean/local-removals.ts';
import { lockState } from './clean-command.ts';
import { createFetching } from './dataset-fetching.ts';
import { withSession } from './session.ts';
import { statePaths } from './state-paths.ts';

/** Downloads the data set unless it is cached; its path is the only thing on stdout. */
export function datasetFetchCommand(config: Config): Promise<number> {
  const role = {
    command: 'dataset fetch',
    produces: false,
    consumes: false,
    isService: false,
    tellsProgress: true,
  };
  return withSession(config, role, async (session) => {
    const { dataset } = await createFetching(session).open(session.stop.signal);
    const { source, fetched_at: fetchedAt, csv_sha256: sha256, path } = dataset;
    session.reporter.say(`data set from ${source}, fetched ${fetchedAt}, SHA-256 ${sha256}`);
    process.stdout.write(`${path}\n`);
  });
}

/** Removes the cache with everything in it. */
export async function datasetClearCommand({ stateDir }: Config): Promise<number> {
  const lock = await lockState(stateDir);
  try {
    const { cache } = statePaths(stateDir);
    const isThere = existsSync(cache);
    const bytes = isThere ? sizeOf(cache) : 0;
    if (isThere) removePath(cache);
    process.stdout.write(
      isThere ? `Removed ${formatBytes(bytes)} from ${cache}\n` : 'Nothing to remove.\n',
    );
    return 0;
  } finally {
    lock.release();
  }
}
