import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import type { Config } from '../config.ts';
import { formatBytes, formatCount } from '../domain/format.ts';
import { createDemoSource } from '../services/dataset/demo-source.ts';
import { translateWriteError } from '../services/file-errors.ts';
import { type DatasetSurvey, surveyDataset } from '../state/commands/survey-dataset.ts';
import { openDataset } from './open-dataset.ts';
import { printResult } from './results.ts';
import { listenForStopSignals, type StopSignals, stopExitCode } from './stop-signals.ts';

/** What the data set holds and what would be rejected, without publishing anything. */
export function datasetInfoCommand(config: Config, asJson: boolean): Promise<number> {
  return untilStopped(async ({ signal }) => {
    const source = await openDataset(config, signal);
    const survey = await surveyDataset(source, signal);
    if (asJson) printResult({ ...survey });
    else process.stdout.write(`${surveyLines(survey).join('\n')}\n`);
  });
}

function surveyLines(survey: DatasetSurvey): readonly string[] {
  const reasons = Object.entries(survey.rejected_by_reason).map(
    ([reason, count]) => `    ${reason.padEnd(20)} ${formatCount(count).padStart(11)}`,
  );
  return [
    survey.demo ? `DEMO DATA  ${survey.name}` : survey.name,
    `  SHA-256      ${survey.sha256}`,
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
    if (file === undefined) await writeAll(chunks, process.stdout);
    else await writeFile(chunks, file);
  });
}

async function writeFile(chunks: AsyncIterable<Buffer>, file: string): Promise<void> {
  const output = createWriteStream(file);
  try {
    await once(output, 'open');
    await writeAll(chunks, output);
    output.end();
    await once(output, 'close');
  } catch (error) {
    output.destroy();
    throw translateWriteError(error, file, 'OUTPUT_UNWRITABLE');
  }
}

/** Ends early, and without a fault, when the reader of a pipe goes away. */
async function writeAll(chunks: AsyncIterable<Buffer>, output: Writable): Promise<void> {
  for await (const chunk of chunks) {
    if (output.destroyed || output.errored !== null) return;
    if (!output.write(chunk)) await Promise.race([once(output, 'drain'), once(output, 'close')]);
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
