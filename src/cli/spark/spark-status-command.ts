import { type Config, invalidConfig } from '../../config.ts';
import { printableText } from '../../domain/printable-text.ts';
import { systemClock } from '../../services/clock.ts';
import { createSparkPages } from '../../services/spark/spark-pages.ts';
import type { ApplicationProgress, SparkStatus } from '../../services/spark/spark-status.ts';
import { askApplication, createSparkMaster } from '../../services/spark/watch-spark.ts';
import type { SparkSlice } from '../../state/slices/spark.ts';
import { sparkRunLine, sparkStatusLines } from '../../ui/headless/spark-status.ts';
import { findEngine } from '../engine/find-engine.ts';
import { printResult } from '../results.ts';
import type { Run } from './follow-run.ts';
import { type SparkAddresses, sparkAddresses } from './spark-addresses.ts';

/**
 * The master, its workers and applications, asked now; and the newest run of the engine, which is
 * told also where the master is away.
 *
 * @throws why the master does not answer
 */
export async function sparkStatusCommand(config: Config, isJson: boolean): Promise<number> {
  const slice = await sparkOfEngine(config);
  const run = slice?.run;
  const addresses = sparkAddresses(requiredMaster(config, slice), config);
  const cluster = await askCluster(addresses, run).catch((error: unknown) => {
    if (run !== undefined) print(isJson, { status: null, application: null, run });
    throw error;
  });
  print(isJson, { ...cluster, run });
  return 0;
}

type Cluster = {
  /** `null` where the master is away. */
  readonly status: SparkStatus | null;
  readonly application: ApplicationProgress | null;
};

async function askCluster(addresses: SparkAddresses, run: Run | undefined): Promise<Cluster> {
  const { signal } = new AbortController();
  const pages = createSparkPages();
  const master = createSparkMaster({ pages, clock: systemClock }, addresses.master);
  const status = await master.status(signal);
  const at = run?.name === 'running' && run.url !== null ? new URL(run.url) : addresses.application;
  const ids = status.running.map(({ id }) => id);
  const application =
    ids.length === 0
      ? null
      : ((await askApplication(pages, at, ids, signal).catch(() => undefined)) ?? null);
  return { status, application };
}

function print(
  isJson: boolean,
  { status, application, run }: Cluster & { readonly run: Run | undefined },
): void {
  if (isJson) {
    printResult({ status, application, run: run ?? null });
    return;
  }
  const lines = [
    ...(status === null ? [] : sparkStatusLines(status, application, systemClock.now())),
    ...(run === undefined ? [] : [printableText(sparkRunLine(run))]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/**
 * The master of this configuration, else that of the engine: it may have been told of one elsewhere.
 *
 * @throws `CONFIG_INVALID`
 */
export function requiredMaster({ sparkMasterUrl }: Config, ofEngine: SparkSlice = null): string {
  const url = sparkMasterUrl ?? ofEngine?.url;
  if (url !== undefined) return url;
  throw invalidConfig(['SPARK_MASTER_URL: must be given to work with Spark']);
}

async function sparkOfEngine({ stateDir }: Config): Promise<SparkSlice> {
  const found = await findEngine(stateDir).catch(() => undefined);
  return found?.answer.state.spark ?? null;
}
