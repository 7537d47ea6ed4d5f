// npm run bench: speed and memory against their budgets, on the data set in DATASET_PATH.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureCommand } from './child-process.ts';
import { type Figure, median, report } from './figures.ts';
import { measurePhases } from './in-process.ts';

const RUNS = 3;
const dataset = process.env['DATASET_PATH'];
if (dataset === undefined) {
  console.error('npm run bench needs the whole data set: set DATASET_PATH to its file.');
  process.exit(2);
}

async function inScratch<Result>(work: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), 'trackdeck-bench-'));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function repeat<Result>(work: (directory: string) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let run = 0; run < RUNS; run += 1) results.push(await inScratch(work));
  return results;
}

const whole = await repeat((directory) =>
  measureCommand([
    'run',
    ...['--dataset', dataset, '--state-dir', join(directory, 'state')],
    ...['--output-dir', join(directory, 'output')],
  ]),
);
const phases = await repeat((directory) => measurePhases(dataset, directory));
const producers = phases.map(({ producer }) => producer);
const consumers = phases.map(({ consumer }) => consumer);
const rows = Number(whole[0]?.result['rows_read']);

const figures: readonly Figure[] = [
  {
    name: 'run: start to exports on disk',
    value: median(whole.map(({ wallSeconds }) => wallSeconds)),
    unit: 's',
    budget: { kind: 'at most', value: 6 },
  },
  {
    name: 'run: peak resident memory',
    value: median(whole.map(({ peakMegabytes }) => peakMegabytes)),
    unit: 'MB',
    budget: { kind: 'at most', value: 300 },
  },
  {
    name: 'producer: rows, with reading and both passes',
    value: median(producers.map(({ recordsPerSecond }) => recordsPerSecond)),
    unit: 'rows/s',
    budget: { kind: 'at least', value: 25_000 },
  },
  {
    name: 'producer: CPU',
    value: median(producers.map((phase) => phase.cpuSeconds)),
    unit: 's',
  },
  {
    name: 'producer: cost per row, end to start',
    value: median(producers.map(({ endToStart }) => endToStart)),
    unit: 'ratio',
    budget: { kind: 'at most', value: 1 },
  },
  {
    name: 'consumer: with analytics and track file',
    value: median(consumers.map(({ recordsPerSecond }) => recordsPerSecond)),
    unit: 'records/s',
    budget: { kind: 'at least', value: 40_000 },
  },
  {
    name: 'consumer: CPU',
    value: median(consumers.map((phase) => phase.cpuSeconds)),
    unit: 's',
  },
  {
    name: 'consumer: cost per record, end to start',
    value: median(consumers.map(({ endToStart }) => endToStart)),
    unit: 'ratio',
    budget: { kind: 'at most', value: 1 },
  },
];

console.log(
  `${rows.toLocaleString('en-US')} rows, median of ${RUNS} runs, Node ${process.versions.node}, ` +
    `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}\n`,
);
process.exitCode = report(figures) ? 0 : 1;
