import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Config } from '../config.ts';
import { formatBytes, formatCount } from '../domain/format.ts';
import { printableText } from '../domain/printable-text.ts';
import { createDemoSource } from '../services/dataset/demo-source.ts';
import { type CachedDataset, createDatasetCache } from '../services/download/dataset-cache.ts';
import type { DownloadReport } from '../services/download/download-report.ts';
import { openCached } from '../services/download/open-cached.ts';
import { PUBLISHED_FINGERPRINT } from '../services/download/sources.ts';
import { translateWriteError } from '../services/files/file-errors.ts';
import type { RowSource } from '../services/ports.ts';
import { type DatasetSurvey, surveyDataset } from '../state/commands/survey-dataset.ts';
import { warningOf } from './dataset-fetching.ts';
import { openDemo, openGiven } from './open-dataset.ts';
import { printResult } from './results.ts';
import { statePaths } from './state-paths.ts';
import { listenForStopSignals, type StopSignals, stopExitCode } from './stop-signals.ts';

/** What the data set holds and what would be rejected, without publishing or downloading anything. */
export function datasetInfoCommand(config: Config, asJson: boolean): Promise<number> {
  return untilStopped(async ({ signal }) => {
    const { rows, dataset } = await openKnown(config, signal);
    const survey = await surveyDataset(rows, signal);
    if (asJson) printResult({ ...survey, fetched: dataset === null ? null : origin(dataset) });
    else process.stdout.write(`${surveyLines(survey, dataset).join('\n')}\n`);
  });
}

type KnownDataset = {
  readonly rows: RowSource;
  /** Where it was fetched from, if it was. */
  readonly dataset: CachedDataset | null;
};

/** The data set a run would take, unless it would download one. */
async function openKnown(config: Config, signal: AbortSignal): Promise<KnownDataset> {
  const given = await openGiven(config, signal);
  if (given !== undefined) return { rows: given, dataset: null };
  const cache = createDatasetCache(statePaths(config.stateDir).cache);
  const cached = await openCached({ cache, report: sayWarning }, signal);
  if (cached !== undefined) return cached;
  say('No data set is given or downloaded: this is generated. trackdeck dataset fetch gets it.');
  return { rows: await openDemo(config, signal), dataset: null };
}

function sayWarning(report: DownloadReport): void {
  if (report.type === 'cache-set-aside') say(`warning: ${warningOf(report)}`);
}

function say(text: string): void {
  process.stderr.write(`${printableText(text)}\n`);
}

function origin({ source, url, fetched_at, file_bytes }: CachedDataset) {
  return { source, url, fetched_at, file_bytes };
}

function surveyLines(survey: DatasetSurvey, dataset: CachedDataset | null): readonly string[] {
  const isPublished = survey.sha256 === PUBLISHED_FINGERPRINT.sha256;
  const name = printableText(survey.name);
  const reasons = Object.entries(survey.rejected_by_reason).map(
    ([reason, count]) => `    ${reason.padEnd(20)} ${formatCount(count).padStart(11)}`,
  );
  return [
    name,
    ...(dataset === null ? [] : [`  fetched      ${dataset.fetched_at} from ${dataset.source}`]),
    `  SHA-256      ${survey.sha256}${isPublished ? ' (as published)' : ''}`,
    `  size         ${formatBytes(survey.bytes)} (unpacked CSV)`,
    `  rows         ${formatCount(survey.rows)}`,
    `  publishable  ${formatCount(survey.publishable)}`,
    `  incomplete   ${formatCount(survey.incomplete)} of these`,
    `  rejected     ${formatCount(survey.rejected)}`,
    ...reasons,
  ];
}

/** Writes demo data as CSV. */
export function datasetDemoCommand(config: Config, file: string | undefined): Promise<number> {
  return untilStopped(async ({ signal }) => {
    const source = createDemoSource({ rows: config.demoRows, seed: config.seed });
    const chunks = source.open(0, signal);
    if (file === undefined) await print(chunks, signal);
    else await writeFile(chunks, file, signal);
  });
}

async function writeFile(
  chunks: AsyncIterable<Buffer>,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await pipeline(chunks, createWriteStream(file), { signal });
  } catch (error) {
    throw translateWriteError(error, file, 'OUTPUT_UNWRITABLE');
  }
}

/** Ends early, and without a fault, when the reader of a pipe goes away. */
async function print(chunks: AsyncIterable<Buffer>, signal: AbortSignal): Promise<void> {
  try {
    await pipeline(chunks, process.stdout, { end: false, signal });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}

async function untilStopped(work: (stop: StopSignals) => Promise<void>): Promise<number> {
  const stop = listenForStopSignals(() => {});
  try {
    await work(stop);
    return 0;
  } catch (error) {
    const received = stop.received();
    if (received === undefined) throw error;
    return stopExitCode(received, false);
  } finally {
    stop.dispose();
  }
}
