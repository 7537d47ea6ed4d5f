import { expect } from 'vitest';
import type { ConsoleState } from '../../../src/state/store.ts';
import { onKafka } from '../cli/on-kafka.ts';
import { resultOf } from '../cli/results.ts';
import { type CliOptions, runCli } from '../cli/start-cli.ts';
import { createWorkspace, type Workspace } from '../cli/workspace.ts';
import type { SparkCluster } from './spark-cluster.ts';

/** A topic on the shared Kafka whose tracks were published and counted, and Spark to read it. */
export type CountedTopic = {
  readonly workspace: Workspace;
  readonly topic: string;
  readonly flags: readonly string[];
  readonly options: Required<Pick<CliOptions, 'env'>>;
};

export type SparkRun = NonNullable<ConsoleState['spark']>['run'];

/** @param dataset - flags that say which tracks */
export async function countedTopic(
  { url, installation, environment }: SparkCluster,
  dataset: readonly string[],
): Promise<CountedTopic> {
  const workspace = createWorkspace();
  const { topic, flags, options } = onKafka(workspace);
  const env = {
    ...options.env,
    ...environment,
    SPARK_MASTER_URL: url,
    SPARK_KAFKA_JARS: installation.kafkaJars,
  };
  const run = await runCli(['run', ...dataset, ...flags], { env });
  expect(run.exitCode, run.stderr).toBe(0);
  return { workspace, topic, flags, options: { env } };
}

/** The run that `spark submit --json` has told. */
export function runIn(stdout: string): SparkRun {
  return resultOf<{ readonly run: SparkRun }>(stdout).run;
}
