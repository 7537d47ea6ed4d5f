import type { Config } from '../config.ts';
import { toConsoleError } from '../domain/errors.ts';
import { openRowSource } from '../services/csv/row-source.ts';
import { createDemoSource } from '../services/dataset/demo-source.ts';
import { openFileSource } from '../services/dataset/file-source.ts';
import type { RowSource } from '../services/ports.ts';
import { createFetching, type FetchingSession } from './dataset-fetching.ts';

/**
 * The data set to publish, hashed and with its header checked: the given file, else the cached one,
 * else a downloaded one, else demo data, which a Kafka cluster gets on request only.
 */
export async function openDataset(
  session: FetchingSession,
  signal: AbortSignal,
): Promise<RowSource> {
  const { config } = session;
  const given = await openGiven(config, signal);
  if (given !== undefined) return given;
  const fetching = createFetching(session);
  try {
    return (await fetching.open(signal)).rows;
  } catch (error) {
    const mayBeDemo = config.bootstrapServers === undefined;
    if (toConsoleError(error).code !== 'DOWNLOAD_FAILED' || !mayBeDemo) throw error;
  }
  const { dispatch, clock } = session;
  dispatch({ type: 'download/replaced-by-demo', at: clock.now() });
  fetching.sayFailures();
  const text =
    'The data set could not be downloaded: generated tracks take its place. ' +
    'Give a file with --dataset, or try trackdeck dataset fetch.';
  dispatch({ type: 'notice/raised', level: 'warning', text, at: clock.now() });
  return openDemo(config, signal);
}

/** What the configuration names; `undefined` where it leaves that open. */
export async function openGiven(
  config: Config,
  signal: AbortSignal,
): Promise<RowSource | undefined> {
  if (config.demo) return openDemo(config, signal);
  if (config.dataset === undefined) return undefined;
  return openRowSource(await openFileSource(config.dataset), signal);
}

export function openDemo({ demoRows, seed }: Config, signal: AbortSignal): Promise<RowSource> {
  return openRowSource(createDemoSource({ rows: demoRows, seed }), signal);
}
