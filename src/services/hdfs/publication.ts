import type { Clock } from '../ports.ts';
import type { QueuedExport } from './queued-export.ts';
import type { WebHdfs } from './web-hdfs.ts';

export type Publication = {
  /** Where it is in HDFS now. */
  readonly path: string;
  /** Sent in this attempt: what an earlier one had sent is not sent again. */
  readonly sentBytes: number;
};

export type PublishDeps = {
  readonly hdfs: WebHdfs;
  /** The export folder in HDFS. */
  readonly folder: string;
  readonly clock: Clock;
};

/** One export on its way. */
export type Upload = PublishDeps & {
  readonly item: QueuedExport;
  /** Where its files are on this machine. */
  readonly directory: string;
  /** Its own place in HDFS for what is not an export yet. */
  readonly uploading: string;
};
