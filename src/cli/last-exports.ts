import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { toConsoleError } from '../domain/errors.ts';
import { isMissing, replaceFile } from '../services/files/atomic-file.ts';
import type { Broker, SavedExports } from '../services/ports.ts';
import type { Session } from './session.ts';

const lastExports = z.object({
  clusterId: z.string(),
  topicId: z.string(),
  records: z.int().nonnegative(),
  datasets: z.record(z.string(), z.int().nonnegative()),
  isDemo: z.boolean(),
  directory: z.string(),
  savedAt: z.number(),
});

/** The newest exports, and of which topic they are. */
type LastExports = z.output<typeof lastExports>;

type ExportsSession = Pick<Session, 'config' | 'paths' | 'logger'>;

/**
 * Keeps it for an engine that is started while the cluster is away; of an embedded log, which is
 * there whenever the state directory is, nothing. It is a help only: a failure is logged.
 */
export async function keepLastExports(
  session: ExportsSession,
  { clusterId }: Pick<Broker, 'clusterId'>,
  topicId: string,
  exports: SavedExports,
): Promise<void> {
  const path = pathOf(session);
  if (path === undefined) return;
  try {
    await replaceFile(path, JSON.stringify({ clusterId, topicId, ...exports }));
  } catch (error) {
    const { code, message } = toConsoleError(error);
    session.logger.log('warn', 'exports/not-kept', { code, message });
  }
}

/**
 * `undefined` before the first.
 *
 * @throws what keeps a file that is there from being read
 */
export async function readLastExports(session: ExportsSession): Promise<LastExports | undefined> {
  const path = pathOf(session);
  if (path === undefined) return undefined;
  try {
    return lastExports.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function pathOf({ config, paths }: ExportsSession): string | undefined {
  const { bootstrapServers, topic, consumerGroup: group, outputDir } = config;
  if (bootstrapServers === undefined) return undefined;
  return paths.lastExports({ bootstrapServers, topic, group, outputDir });
}
