import { type Config, invalidConfig } from '../../config.ts';
import { systemClock } from '../../services/clock.ts';
import { createSparkPages } from '../../services/spark/spark-pages.ts';
import { askApplication, createSparkMaster } from '../../services/spark/watch-spark.ts';
import type { SparkSlice } from '../../state/slices/spark.ts';
import { sparkRunLine, sparkStatusLines } from '../../ui/headless/spark-status.ts';
import { findEngine } from '../engine/find-engine.ts';
import { printResult } from '../results.ts';
import { sparkAddresses } from './spark-addresses.ts';

/** The master, its workers and applications, asked now; and the newest run of the engine. */
export async function sparkStatusCommand(config: Config, isJson: boolean): Promise<number> {
  const addresses = sparkAddresses(requiredMaster(config), config);
  const { signal } = new AbortController();
  const pages = createSparkPages();
  const master = createSparkMaster({ pages, clock: systemClock }, addresses.master);
  const status = await master.status(signal);
  const run = await runOfEngine(config);
  const at = run?.name === 'running' && run.url !== null ? new URL(run.url) : addresses.application;
  const ids = status.running.map(({ id }) => id);
  const application =
    ids.length === 0
      ? null
      : ((await askApplication(pages, at, ids, signal).catch(() => undefined)) ?? null);
  if (isJson) {
    printResult({ status, application, run: run ?? null });
  } else {
    const lines = sparkStatusLines(status, application, systemClock.now());
    const all = run === undefined ? lines : [...lines, sparkRunLine(run)];
    process.stdout.write(`${all.join('\n')}\n`);
  }
  return 0;
}

/** @throws `CONFIG_INVALID` */
export function requiredMaster({ sparkMasterUrl }: Config): string {
  if (sparkMasterUrl !== undefined) return sparkMasterUrl;
  throw invalidConfig(['SPARK_MASTER_URL: must be given to work with Spark']);
}

async function runOfEngine({
  stateDir,
}: Config): Promise<NonNullable<SparkSlice>['run'] | undefined> {
  const found = await findEngine(stateDir).catch(() => undefined);
  return found?.answer.state.spark?.run;
}
