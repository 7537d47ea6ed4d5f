import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConsoleError } from '../../../src/domain/errors.ts';
import {
  createDatasetCache,
  type DatasetCache,
} from '../../../src/services/download/dataset-cache.ts';
import { download } from '../../../src/services/download/download.ts';
import type { DownloadReport } from '../../../src/services/download/download-report.ts';
import type { FetchDeps } from '../../../src/services/download/fetch-dataset.ts';
import { createHttpGet, type HttpGet } from '../../../src/services/download/http-get.ts';
import { createPartialFile } from '../../../src/services/download/partial-file.ts';
import type { DownloadProgress } from '../../../src/services/download/progress-meter.ts';
import type { DownloadSource } from '../../../src/services/download/sources.ts';
import type { DatasetFingerprint } from '../../../src/services/ports.ts';
import { scratchDirectory } from '../scratch.ts';
import { createManualTimers, type ManualTimers } from './manual-timers.ts';

export function sourceAt(url: URL, name = 'the server'): DownloadSource {
  return { name, url, authorization: undefined };
}

export function fingerprintOf(csv: string): DatasetFingerprint {
  const sha256 = createHash('sha256').update(csv).digest('hex');
  return { sha256, bytes: Buffer.byteLength(csv) };
}

type Retry = { readonly message: string; readonly attempt: number; readonly delayMs: number };

type DownloadSetup = {
  readonly timers: ManualTimers;
  readonly retries: readonly Retry[];
  /** Bytes as last reported; `undefined` before the first report. */
  readonly receivedBytes: () => number | undefined;
  readonly content: () => string;
  start(signal?: AbortSignal): Promise<void>;
};

const never = new AbortController().signal;

/** Downloads from a source into a scratch directory; every `start` is like one in a new process. */
export function createDownload(
  url: URL,
  options: { readonly get?: HttpGet; readonly now?: () => number } = {},
): DownloadSetup {
  const { get = createHttpGet({}), now = tickingClock() } = options;
  const path = join(scratchDirectory(), 'dataset.part');
  const timers = createManualTimers();
  const retries: Retry[] = [];
  let receivedBytes: number | undefined;
  return {
    timers,
    retries,
    receivedBytes: () => receivedBytes,
    content: () => readFileSync(path, 'utf8'),
    start: (signal = never) => {
      const job = {
        get,
        clock: { now },
        timers,
        source: sourceAt(url),
        file: createPartialFile(path, url),
        onProgress: (progress: DownloadProgress) => {
          receivedBytes = progress.receivedBytes;
        },
        onRetry: ({ message }: ConsoleError, attempt: number, delayMs: number) => {
          retries.push({ message, attempt, delayMs });
        },
      };
      return download(job, signal);
    },
  };
}

/** So fast that every chunk is reported. */
function tickingClock(): () => number {
  let now = 0;
  return () => {
    now += 1000;
    return now;
  };
}

type FetchSetup = {
  readonly deps: FetchDeps;
  readonly cache: DatasetCache;
  readonly timers: ManualTimers;
  readonly reports: readonly DownloadReport[];
};

/** Everything that fetching needs, with a cache in a scratch directory. */
export function createFetchSetup(
  sources: readonly DownloadSource[],
  published: DatasetFingerprint = fingerprintOf(''),
  directory: string = join(scratchDirectory(), 'cache'),
): FetchSetup {
  const reports: DownloadReport[] = [];
  const timers = createManualTimers();
  const cache = createDatasetCache(directory);
  const deps: FetchDeps = {
    get: createHttpGet({}),
    clock: { now: () => Date.parse('2026-03-04T05:06:07Z') },
    timers,
    cache,
    sources,
    published,
    report: (report) => reports.push(report),
  };
  return { deps, cache, timers, reports };
}
