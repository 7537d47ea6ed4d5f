import { join } from 'node:path';
import { measureCommand } from './child-process.ts';
import { type Figure, median } from './figures.ts';
import { measurePhases } from './in-process.ts';
import { repeat } from './scratch.ts';

/** The whole data set on the embedded log. */
export async function embeddedFigures(dataset: string, runs: number): Promise<readonly Figure[]> {
  const whole = await repeat(runs, (directory) =>
    measureCommand([
      'run',
      ...['--dataset', dataset, '--state-dir', join(directory, 'state')],
      ...['--output-dir', join(directory, 'output')],
    ]),
  );
  const phases = await repeat(runs, (directory) => measurePhases(dataset, directory));
  const producers = phases.map(({ producer }) => producer);
  const consumers = phases.map(({ consumer }) => consumer);
  return [
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
    {
      name: 'consumer: recovery from its state store',
      value: median(phases.map(({ recoverySeconds }) => recoverySeconds)),
      unit: 's',
      budget: { kind: 'at most', value: 1 },
    },
  ];
}
