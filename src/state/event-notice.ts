import { formatBytes, formatCount, formatDuration } from '../domain/format.ts';
import type { ConsoleEvent, Failure, NoticeEvent } from './events.ts';
import { comparisonText } from './spark-words.ts';

/** What an operator should find in the list of what happened. */
export type Notice = Omit<NoticeEvent, 'type'> & {
  /** Of what is changed step by step, where the newest value says it all. */
  readonly subject?: 'rate-limit';
  /** Of such a change, when its first step was. */
  readonly firstAt?: number;
};

/** An event in words; `null` for those that only move figures. */
export function eventNotice(event: ConsoleEvent): Notice | null {
  const { at } = event;
  const info = (text: string): Notice => ({ level: 'info', text, at });
  const warning = (text: string): Notice => ({ level: 'warning', text, at });
  switch (event.type) {
    case 'notice/raised':
      return { level: event.level, text: event.text, at };
    case 'download/retrying':
      return warning(`${event.source}: ${retryText(event)}`);
    case 'download/completed':
      return info(`downloaded ${formatBytes(event.bytes)} from ${event.source} to ${event.path}`);
    case 'ingest/started':
      return info(startText(event));
    case 'ingest/retrying':
    case 'consumer/retrying':
      return isPowerOfTwo(event.attempt) ? warning(retryText(event)) : null;
    case 'ingest/paused':
      return info('ingest paused');
    case 'ingest/resumed':
      return info('ingest resumed');
    case 'ingest/rate-limited':
      return { ...info(limitText(event.rowsPerSecond)), subject: 'rate-limit' };
    case 'ingest/completed':
      return info(completedText(event));
    case 'ingest/stopped':
      return info('ingest stopped; a later start goes on at the next row');
    case 'consumer/stalled':
      return warning(failureText(event.failure));
    case 'ingest/failed':
    case 'consumer/failed':
      return { level: 'error', text: failureText(event.failure), at };
    case 'consumer/records-expired':
      return warning(
        `retention removed offsets ${event.from} to ${event.to - 1} of partition ` +
          `${event.partition} before they were read`,
      );
    case 'consumer/paused':
      return info('consumption paused');
    case 'consumer/resumed':
      return info('consumption resumed');
    case 'exports/snapshot-written':
      return info(`snapshot ${event.directory} (${formatBytes(event.bytes)})`);
    case 'exports/snapshot-failed': {
      const { code, message } = event.failure;
      return { level: 'error', text: `No snapshot: ${code}: ${message}`, at };
    }
    case 'hdfs/export-published':
      return event.kind === 'snapshot' ? info(`snapshot in HDFS: ${event.path}`) : null;
    case 'hdfs/export-failed':
      return isPowerOfTwo(event.attempt) ? warning(hdfsFailureText(event)) : null;
    case 'hdfs/export-lost':
      return {
        level: 'error',
        text: `${event.kind} ${event.name} is not in HDFS: ${failureText(event.failure)}`,
        at,
      };
    case 'spark/run-started':
      return info(
        `${event.plan.mode} run on Spark started; its Parquet goes to ${event.plan.output}`,
      );
    case 'spark/run-finished': {
      const level = event.comparison.verdict === 'differs' ? 'error' : 'info';
      return { level, text: comparisonText(event.comparison), at };
    }
    case 'spark/run-failed':
      return { level: 'error', text: failureText(event.failure), at };
    case 'spark/run-stopped':
      return info(`${event.mode} run on Spark stopped`);
    default:
      return null;
  }
}

function limitText(rowsPerSecond: number | null): string {
  if (rowsPerSecond === null) return 'ingest no longer limited';
  return `ingest limited to ${formatCount(rowsPerSecond)} rows/s`;
}

function hdfsFailureText(event: Extract<ConsoleEvent, { type: 'hdfs/export-failed' }>): string {
  const seconds = Math.ceil((event.retryAt - event.at) / 1000);
  return `${event.failure.message}; it waits on disk, next attempt in ${seconds} s`;
}

function startText(event: Extract<ConsoleEvent, { type: 'ingest/started' }>): string {
  const { source, totals, byte, sourceBytes } = event;
  if (totals.rowsRead === 0) return `ingest of ${source} started`;
  return byte >= sourceBytes
    ? `already published: ${formatCount(totals.acknowledged)} records of ${source}; nothing is left to do`
    : `ingest of ${source} goes on at row ${formatCount(totals.rowsRead + 1)}`;
}

/** The result, and where to look for what is not in the topic. */
function completedText(event: Extract<ConsoleEvent, { type: 'ingest/completed' }>): string {
  const { rowsRead, acknowledged, rejected, failed } = event.totals;
  const figures = [
    `${formatCount(rowsRead)} rows read`,
    `${formatCount(acknowledged)} acknowledged`,
    rejected === 0 ? 'none rejected' : `${formatCount(rejected)} rejected (rejects.csv, dlq list)`,
    ...(failed === 0 ? [] : [`${formatCount(failed)} failed (dlq list)`]),
  ];
  return `ingest complete: ${figures.join(', ')}; in ${formatDuration(event.durationMs)}`;
}

type Retry = {
  readonly failure: Failure;
  readonly attempt: number;
  readonly delayMs: number;
};

function retryText({ failure, attempt, delayMs }: Retry): string {
  return `${failure.message}; attempt ${attempt + 1} in ${formatDuration(delayMs)}`;
}

function failureText({ message, hint }: Failure): string {
  return hint === null ? message : `${message}. ${hint}`;
}

/** Of an outage of hours, the first attempts and then ever fewer are told. */
function isPowerOfTwo(attempt: number): boolean {
  return Number.isInteger(Math.log2(attempt));
}
