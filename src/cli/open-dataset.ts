import type { Config } from '../config.ts';
import { openRowSource } from '../services/csv/row-source.ts';
import { createDemoSource } from '../services/dataset/demo-source.ts';
import { openFileSource } from '../services/dataset/file-source.ts';
import type { DatasetSource, RowSource } from '../services/ports.ts';

/** The data set of this configuration: the given file, else demo data. */
async function openSource(config: Config): Promise<DatasetSource> {
  if (config.dataset !== undefined && !config.demo) return openFileSource(config.dataset);
  return createDemoSource({ rows: config.demoRows, seed: config.seed });
}

/** The same, hashed and with its header checked. */
export async function openDataset(config: Config, signal: AbortSignal): Promise<RowSource> {
  return openRowSource(await openSource(config), signal);
}
