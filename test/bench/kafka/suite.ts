import { join } from 'node:path';
import type { PauseFigures } from '../../support/broker/pause-times.ts';
import { uniqueName } from '../../support/broker/topics.ts';
import { KAFKA_VERSION, missingTools } from '../../support/kafka/kafka-libraries.ts';
import { createKafkaServer } from '../../support/kafka/kafka-server.ts';
import { measureCommand, measureScript, type ProcessFigures } from '../child-process.ts';
import { type Figure, median } from '../figures.ts';
import type { IngestFigures } from '../measured-ingest.ts';
import type { PhaseFigures } from '../phase-meter.ts';
import { inScratch, repeat } from '../scratch.ts';
import type { ClientTask } from './client-process.ts';

type Cluster = { readonly bootstrapServers: string; readonly dataset: string };

/** The whole data set on an Apache Kafka of this machine; none where there is no Java. */
export async function kafkaFigures(dataset: string, runs: number): Promise<readonly Figure[]> {
  const missing = missingTools();
  if (missing.length > 0) {
    console.log(`\nkafka: SKIPPED, not found on this machine: ${missing.join(', ')}`);
    return [];
  }
  const server = await createKafkaServer(KAFKA_VERSION);
  try {
    await server.start();
    const cluster = { bootstrapServers: server.bootstrapServers, dataset };
    return [
      ...(await runFigures(cluster, runs)),
      ...(await producerFigures(cluster, runs)),
      ...(await consumerFigures(cluster, runs)),
      ...(await pauseFigures(cluster)),
    ];
  } finally {
    await server.dispose();
  }
}

function measureRun({ bootstrapServers, dataset }: Cluster): Promise<ProcessFigures> {
  return inScratch((directory) =>
    measureCommand(
      [
        'run',
        ...['--dataset', dataset, '--topic', uniqueName('bench')],
        ...['--state-dir', join(directory, 'state')],
        ...['--output-dir', join(directory, 'output')],
      ],
      { ...process.env, KAFKA_BOOTSTRAP_SERVERS: bootstrapServers },
    ),
  );
}

async function measureClient<Result>(
  cluster: Cluster,
  task: Pick<ClientTask, 'role'> & Partial<ClientTask>,
): Promise<Result> {
  return inScratch(async (directory) => {
    const whole: ClientTask = {
      ...cluster,
      topic: uniqueName('bench'),
      directory,
      records: 0,
      ...task,
    };
    const script = new URL('client-process.ts', import.meta.url);
    return (await measureScript(script, [JSON.stringify(whole)])).result as Result;
  });
}

async function runFigures(cluster: Cluster, runs: number): Promise<readonly Figure[]> {
  const first = await measureRun(cluster);
  const whole = await repeat(runs, () => measureRun(cluster));
  return [
    {
      name: 'run: start to exports, first on a new broker',
      value: first.wallSeconds,
      unit: 's',
    },
    {
      name: 'run: start to exports on disk',
      value: median(whole.map(({ wallSeconds }) => wallSeconds)),
      unit: 's',
      budget: { kind: 'at most', value: 8 },
    },
    // What is left when the machine has other work, which stretches the wall time.
    {
      name: 'run: CPU',
      value: median(whole.map((run) => run.cpuSeconds)),
      unit: 's',
      budget: { kind: 'at most', value: 8 },
    },
    {
      name: 'run: peak resident memory',
      value: median(whole.map(({ peakMegabytes }) => peakMegabytes)),
      unit: 'MB',
      budget: { kind: 'at most', value: 300 },
    },
  ];
}

/** In turn, so that whatever else this machine does hits all of them alike. */
async function producerFigures(cluster: Cluster, runs: number): Promise<readonly Figure[]> {
  const exactlyOnce: IngestFigures[] = [];
  const untransacted: IngestFigures[] = [];
  const loops: PhaseFigures[] = [];
  for (let run = 0; run < runs; run += 1) {
    exactlyOnce.push(await measureClient(cluster, { role: 'ingest' }));
    untransacted.push(await measureClient(cluster, { role: 'ingest without transactions' }));
    loops.push(await measureClient(cluster, { role: 'plain producer' }));
  }
  const once = median(exactlyOnce.map(({ publishing }) => publishing.recordsPerSecond));
  const plain = median(untransacted.map(({ publishing }) => publishing.recordsPerSecond));
  const whole = exactlyOnce.map((figures) => figures.whole);
  return [
    { name: 'ingest: exactly once', value: once, unit: 'records/s' },
    { name: 'ingest: the same without transactions', value: plain, unit: 'records/s' },
    {
      name: 'ingest: exactly once to without',
      value: once / plain,
      unit: 'ratio',
      budget: { kind: 'at least', value: 0.8 },
    },
    ...rateAndCpu('producer: ours, with hashing and checks', whole),
    ...rateAndCpu('producer: a plain kafkajs loop', loops),
  ];
}

async function consumerFigures(cluster: Cluster, runs: number): Promise<readonly Figure[]> {
  const topic = uniqueName('bench');
  const { records }: IngestFigures = await measureClient(cluster, { role: 'ingest', topic });
  const ours: PhaseFigures[] = [];
  const loops: PhaseFigures[] = [];
  for (let run = 0; run < runs; run += 1) {
    ours.push(await measureClient(cluster, { role: 'consume', topic }));
    loops.push(await measureClient(cluster, { role: 'plain consumer', topic, records }));
  }
  const [rate, cpu] = rateAndCpu('consumer: ours, with analytics and files', ours);
  return [
    { ...rate, budget: { kind: 'at least', value: 40_000 } },
    cpu,
    ...rateAndCpu('consumer: a plain eachMessage loop', loops),
  ];
}

async function pauseFigures(cluster: Cluster): Promise<readonly Figure[]> {
  const { pauseMs, resumeMs } = await measureClient<PauseFigures>(cluster, { role: 'pauses' });
  return [
    { name: 'pause to the last record, median', value: median(pauseMs), unit: 'ms' },
    {
      name: 'pause to the last record, longest',
      value: Math.max(...pauseMs),
      unit: 'ms',
      budget: { kind: 'at most', value: 100 },
    },
    { name: 'resume to the first record, median', value: median(resumeMs), unit: 'ms' },
    {
      name: 'resume to the first record, longest',
      value: Math.max(...resumeMs),
      unit: 'ms',
      budget: { kind: 'at most', value: 250 },
    },
  ];
}

function rateAndCpu(name: string, phases: readonly PhaseFigures[]): readonly [Figure, Figure] {
  return [
    {
      name,
      value: median(phases.map(({ recordsPerSecond }) => recordsPerSecond)),
      unit: 'records/s',
    },
    { name: `${name}: CPU`, value: median(phases.map((phase) => phase.cpuSeconds)), unit: 's' },
  ];
}
