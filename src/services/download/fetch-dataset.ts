import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ConsoleError, toConsoleError } from '../../domain/errors.ts';
import { printableText } from '../../domain/printable-text.ts';
import { openRowSource } from '../csv/row-source.ts';
import { openFileSource } from '../dataset/file-source.ts';
import type { DatasetFingerprint, RowSource } from '../ports.ts';
import { type DatasetCache, ensureCacheDirectory } from './dataset-cache.ts';
import { type DownloadDeps, download } from './download.ts';
import type { ReportDownload } from './download-report.ts';
import { type FetchedDataset, isAboutContent } from './open-cached.ts';
import { createPartialFile, type PartialFile } from './partial-file.ts';
import type { DownloadSource } from './sources.ts';

export type FetchDeps = DownloadDeps & {
  readonly cache: DatasetCache;
  readonly sources: readonly DownloadSource[];
  readonly published: DatasetFingerprint;
  readonly report: ReportDownload;
};

/**
 * Downloads the data set from the first source that has it, into the cache.
 *
 * @throws `DOWNLOAD_FAILED` when no source has it, with a line on each; failures of this machine,
 *   such as `DISK_FULL` and `STATE_DIR_UNWRITABLE`, at once
 */
export async function fetchDataset(deps: FetchDeps, signal: AbortSignal): Promise<FetchedDataset> {
  const failures: string[] = [];
  await ensureCacheDirectory(deps.cache.directory);
  for (const source of deps.sources) {
    try {
      return await fetchFrom(source, deps, signal);
    } catch (error) {
      signal.throwIfAborted();
      const failure = toConsoleError(error);
      if (!failure.code.startsWith('DOWNLOAD_')) throw error;
      failures.push(`${source.name}: ${failure.message}`);
      deps.report({ type: 'source-failed', source: source.name, failure });
    }
  }
  throw noSourceHasIt(failures);
}

async function fetchFrom(
  source: DownloadSource,
  deps: FetchDeps,
  signal: AbortSignal,
): Promise<FetchedDataset> {
  const { cache, clock, published, report } = deps;
  const { name } = source;
  report({ type: 'started', source: name });
  const file = createPartialFile(partialPath(cache, source), source.url);
  await download(
    {
      ...deps,
      source,
      file,
      onProgress: (progress) => report({ type: 'progressed', source: name, ...progress }),
      onRetry: (failure, attempt, delayMs) =>
        report({ type: 'retrying', source: name, failure, attempt, delayMs }),
    },
    signal,
  );
  const { rows, path } = await takeIn(source, file, cache, signal);
  const { fingerprint } = rows;
  const url = source.url.origin + source.url.pathname;
  const dataset = await cache.keep(path, {
    source: name,
    url,
    fetchedAtMs: clock.now(),
    fingerprint,
  });
  report({ type: 'completed', dataset });
  if (fingerprint.sha256 !== published.sha256) {
    report({ type: 'fingerprint-differs', source: name, found: fingerprint, published });
  }
  return { dataset, rows };
}

function partialPath(cache: DatasetCache, { url }: DownloadSource): string {
  const name = createHash('sha256').update(url.href).digest('hex').slice(0, 16);
  return join(cache.directory, `${name}.part`);
}

type TakenIn = { readonly path: string; readonly rows: RowSource };

/** Reads the whole data set once: a broken archive or another kind of file never gets into the cache. */
async function takeIn(
  source: DownloadSource,
  file: PartialFile,
  cache: DatasetCache,
  signal: AbortSignal,
): Promise<TakenIn> {
  try {
    const path = await cache.takeIn(file.path);
    return { path, rows: await openRowSource(await openFileSource(path), signal) };
  } catch (error) {
    if (!isAboutContent(error)) throw error;
    await cache.setAside();
    throw new ConsoleError(
      'DOWNLOAD_CONTENT',
      `It sent no data set: ${printableText(error.message)}`,
      {
        hint: `What it sent is in ${cache.directory}, as a file that ends in .damaged.`,
        cause: error,
        context: { host: source.url.host },
      },
    );
  } finally {
    await file.discard();
  }
}

function noSourceHasIt(failures: readonly string[]): ConsoleError {
  return new ConsoleError(
    'DOWNLOAD_FAILED',
    `The data set could not be downloaded:\n  ${failures.join('\n  ')}`,
    {
      hint: 'Check the network, and HTTPS_PROXY if that is set; or give a file with --dataset, or use generated tracks with --demo.',
    },
  );
}
