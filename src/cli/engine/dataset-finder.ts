import { stat } from 'node:fs/promises';
import { createRowSourceMemory } from '../../services/dataset/row-source-memory.ts';
import type { RowSource } from '../../services/ports.ts';
import type { DatasetPlace } from '../../state/events.ts';
import { createFetching, type FetchingSession } from '../dataset-fetching.ts';
import { openDataset, openDemo, openGiven } from '../open-dataset.ts';

/** The data set of an engine, which is asked for it more than once. */
export type DatasetFinder = {
  /** Where it would be downloaded from, in this order. */
  readonly downloads: readonly string[];
  /** Where it is, without opening it. */
  locate(): Promise<DatasetPlace>;
  /** What there is without a download; a file is read and hashed again only when it has changed. */
  find(signal: AbortSignal): Promise<RowSource | undefined>;
  /** The same, else as `openDataset`. */
  open(signal: AbortSignal): Promise<RowSource>;
};

export function createDatasetFinder(session: FetchingSession): DatasetFinder {
  const { config } = session;
  const fetching = createFetching(session);
  const remember = createRowSourceMemory();
  let demo: RowSource | undefined;

  async function find(signal: AbortSignal): Promise<RowSource | undefined> {
    if (config.demo) {
      demo ??= await openDemo(config, signal);
      return demo;
    }
    if (config.dataset !== undefined)
      return remember(config.dataset, () => openGiven(config, signal));
    const path = await fetching.cachedPath();
    if (path === undefined) return undefined;
    return remember(path, async () => (await fetching.openCached(signal))?.rows);
  }

  async function locate(): Promise<DatasetPlace> {
    if (config.demo) return { kind: 'demo', rows: config.demoRows };
    const kind = config.dataset === undefined ? 'cache' : 'file';
    const path = config.dataset ?? (await fetching.cachedPath());
    if (path === undefined) return { kind: 'download', from: fetching.downloads };
    return { kind, path, bytes: (await stat(path)).size };
  }

  return {
    downloads: fetching.downloads,
    locate,
    find,
    open: async (signal) => (await find(signal)) ?? (await openDataset(session, signal)),
  };
}
