import { ConsoleError } from '../../domain/errors.ts';
import { openRowSource } from '../csv/row-source.ts';
import { openFileSource } from '../dataset/file-source.ts';
import type { RowSource } from '../ports.ts';
import type { CachedDataset, DatasetCache } from './dataset-cache.ts';
import type { ReportDownload } from './download-report.ts';

export type FetchedDataset = {
  readonly dataset: CachedDataset;
  readonly rows: RowSource;
};

/**
 * The data set in the cache, checked against what was written down when it was fetched. A damaged
 * one is set aside and counts as none.
 */
export async function openCached(
  { cache, report }: { readonly cache: DatasetCache; readonly report: ReportDownload },
  signal: AbortSignal,
): Promise<FetchedDataset | undefined> {
  const entry = await cache.lookUp();
  if (entry.status === 'empty') return undefined;
  const opened = entry.status === 'present' ? await tryToOpen(entry.dataset, signal) : entry.reason;
  if (typeof opened !== 'string') return opened;
  await cache.setAside();
  report({ type: 'cache-set-aside', reason: opened });
  return undefined;
}

/** A sentence where it is damaged. */
async function tryToOpen(
  dataset: CachedDataset,
  signal: AbortSignal,
): Promise<FetchedDataset | string> {
  try {
    const rows = await openRowSource(await openFileSource(dataset.path), signal);
    const { sha256 } = rows.fingerprint;
    if (sha256 === dataset.csv_sha256) return { dataset, rows };
    return `${dataset.path} has SHA-256 ${sha256} instead of ${dataset.csv_sha256}`;
  } catch (error) {
    if (!isAboutContent(error)) throw error;
    return error.message;
  }
}

/** Whether reading failed because of what the file holds, and not because of this machine. */
export function isAboutContent(error: unknown): error is ConsoleError {
  return error instanceof ConsoleError && error.code.startsWith('DATASET_');
}
