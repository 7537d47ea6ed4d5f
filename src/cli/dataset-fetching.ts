import { downloadEnvironment } from '../config.ts';
import type { ConsoleError } from '../domain/errors.ts';
import { createDatasetCache } from '../services/download/dataset-cache.ts';
import type { DownloadReport } from '../services/download/download-report.ts';
import { type FetchDeps, fetchDataset } from '../services/download/fetch-dataset.ts';
import { createHttpGet } from '../services/download/http-get.ts';
import { type FetchedDataset, openCached } from '../services/download/open-cached.ts';
import { downloadSources, PUBLISHED_FINGERPRINT } from '../services/download/sources.ts';
import { type Lock, lockExclusive } from '../services/locks/lock.ts';
import { sleep, systemTimers } from '../services/timers.ts';
import { describeFailure } from '../state/commands/failure.ts';
import type { ConsoleEvent } from '../state/events.ts';
import type { Session } from './session.ts';

export type FetchingSession = Pick<Session, 'config' | 'paths' | 'clock' | 'dispatch'>;

type Level = Extract<ConsoleEvent, { type: 'notice/raised' }>['level'];

/** The cached data set, or a downloaded one; what happens meanwhile is dispatched. */
export type Fetching = {
  /** @throws `DOWNLOAD_FAILED` when no source has it */
  open(signal: AbortSignal): Promise<FetchedDataset>;
  /** The cached data set; nothing is downloaded, and a damaged one is set aside. */
  openCached(signal: AbortSignal): Promise<FetchedDataset | undefined>;
  /** Where the cached data set lies; `undefined` where there is none. */
  cachedPath(): Promise<string | undefined>;
  /** Where it would be downloaded from, in this order. */
  readonly downloads: readonly string[];
  /** Says which sources failed and why, as far as that was not said yet. */
  sayFailures(): void;
};

export function createFetching(session: FetchingSession): Fetching {
  const { config, paths, clock, dispatch } = session;
  const { kaggle, proxy } = downloadEnvironment();
  const failures: { readonly source: string; readonly failure: ConsoleError }[] = [];
  const notice = (level: Level, text: string) =>
    dispatch({ type: 'notice/raised', level, text, at: clock.now() });
  // Kept back until the next source answers: where none does, they are about demo data.
  const sayFailures = () => {
    for (const { source, failure } of failures.splice(0)) {
      notice('warning', `${source}: ${failure.message}`);
    }
  };
  const deps: FetchDeps = {
    get: createHttpGet(proxy),
    clock,
    timers: systemTimers,
    cache: createDatasetCache(paths.cache),
    sources: downloadSources({ datasetUrl: config.datasetUrl, kaggle }),
    published: PUBLISHED_FINGERPRINT,
    report(report) {
      if (report.type === 'source-failed') failures.push(report);
      if (report.type === 'progressed') sayFailures();
      dispatch(eventOf(report, clock.now()));
    },
  };
  return {
    sayFailures,
    openCached: (signal) => openCached(deps, signal),
    async cachedPath() {
      const entry = await deps.cache.lookUp();
      return entry.status === 'present' ? entry.dataset.path : undefined;
    },
    downloads: deps.sources.map(({ name, url }) => `${name}: ${url.origin}${url.pathname}`),
    async open(signal) {
      const cached = await openCached(deps, signal);
      if (cached !== undefined) return cached;
      const lock = await lockCache(paths.cacheLock, notice, signal);
      try {
        return (await openCached(deps, signal)) ?? (await fetchDataset(deps, signal));
      } finally {
        lock.release();
      }
    },
  };
}

const LOCK_POLL_MS = 250;

/** Waits while another process downloads: it does so for us too. */
async function lockCache(
  path: string,
  notice: (level: Level, text: string) => void,
  signal: AbortSignal,
): Promise<Lock> {
  for (let attempt = 1; ; attempt += 1) {
    const lock = lockExclusive(path);
    if (lock !== undefined) return lock;
    if (attempt === 1) notice('info', 'Another trackdeck is downloading the data set; waiting');
    await sleep(systemTimers, LOCK_POLL_MS, signal);
  }
}

function eventOf(report: DownloadReport, at: number): ConsoleEvent {
  switch (report.type) {
    case 'started':
      return { ...report, type: 'download/started', at };
    case 'progressed':
      return { ...report, type: 'download/progressed', at };
    case 'retrying':
      return { ...report, type: 'download/retrying', failure: describeFailure(report.failure), at };
    case 'source-failed': {
      const failure = describeFailure(report.failure);
      return { ...report, type: 'download/source-failed', failure, at };
    }
    case 'completed': {
      const { source, path, file_bytes: bytes, csv_sha256: sha256 } = report.dataset;
      return { type: 'download/completed', source, path, bytes, sha256, at };
    }
    case 'fingerprint-differs':
    case 'cache-set-aside':
      return { type: 'notice/raised', level: 'warning', text: warningOf(report), at };
  }
}

type Warning = Extract<DownloadReport, { type: 'fingerprint-differs' | 'cache-set-aside' }>;

export function warningOf(report: Warning): string {
  if (report.type === 'cache-set-aside') {
    return `The downloaded data set is damaged and set aside: ${report.reason}`;
  }
  const { source, found, published } = report;
  return (
    `The data set from ${source} is another one than was published: ` +
    `SHA-256 ${found.sha256} (${found.bytes} bytes), published ${published.sha256} (${published.bytes} bytes)`
  );
}
