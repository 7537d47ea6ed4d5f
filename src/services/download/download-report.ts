import type { ConsoleError } from '../../domain/errors.ts';
import type { DatasetFingerprint } from '../ports.ts';
import type { CachedDataset } from './dataset-cache.ts';
import type { DownloadProgress } from './progress-meter.ts';

/** What happens while a data set is fetched. */
export type DownloadReport =
  | { readonly type: 'started'; readonly source: string }
  | ({ readonly type: 'progressed'; readonly source: string } & DownloadProgress)
  | {
      readonly type: 'retrying';
      readonly source: string;
      readonly failure: ConsoleError;
      /** The attempt that failed, from 1. */
      readonly attempt: number;
      readonly delayMs: number;
    }
  | { readonly type: 'source-failed'; readonly source: string; readonly failure: ConsoleError }
  | { readonly type: 'completed'; readonly dataset: CachedDataset }
  /** It is sound, but not the one that was published. */
  | {
      readonly type: 'fingerprint-differs';
      readonly source: string;
      readonly found: DatasetFingerprint;
      readonly published: DatasetFingerprint;
    }
  | { readonly type: 'cache-set-aside'; readonly reason: string };

export type ReportDownload = (report: DownloadReport) => void;
