import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Broker } from '../../../src/services/ports.ts';
import { openBrokerAt } from '../../support/broker/open-broker.ts';
import { uniqueName } from '../../support/broker/topics.ts';
import { expectExports } from '../../support/cli/expect-exports.ts';
import { type ExpectedTotals, expectedTotals } from '../../support/cli/expected-totals.ts';
import { type AnalyticsFile, readAnalytics } from '../../support/cli/exported-files.ts';
import { isRealDataOptional, readRealData, realDataPath } from '../../support/cli/real-data.ts';
import { resultOf } from '../../support/cli/results.ts';
import { runCli, startCli } from '../../support/cli/start-cli.ts';
import { until } from '../../support/cli/until.ts';
import { createWorkspace, type Workspace } from '../../support/cli/workspace.ts';
import { hasKafka, sharedKafka } from '../../support/kafka/shared-kafka.ts';

const RECORDS = 114_000;

/** Everything but when it was made and how long it took: the same on any broker, to the last digit. */
function figuresOf(directory: string): Omit<AnalyticsFile, 'summary'> & { summary: object } {
  const { summary, ...figures } = readAnalytics(directory);
  const {
    generated_at: _,
    processing_duration_seconds: __,
    tracks_per_second: ___,
    ...counts
  } = summary;
  return { ...figures, summary: counts };
}

describe.skipIf(!hasKafka || isRealDataOptional)('the whole data set on Kafka', () => {
  let embedded: Workspace;
  let expected: ExpectedTotals;

  beforeAll(async () => {
    embedded = createWorkspace(afterAll);
    const args = ['run', '--dataset', realDataPath(), ...embedded.flags];
    const running = startCli(args, { atEnd: (cleanUp) => afterAll(cleanUp) });
    expected = expectedTotals(readRealData());
    await running.exited;
  });

  /** Flags and environment that give a workspace a topic and a group of its own on the cluster. */
  function onKafka(workspace: Workspace) {
    const topic = uniqueName('tracks');
    const group = uniqueName('analytics');
    const flags = [...workspace.flags, '--topic', topic, '--consumer-group', group];
    const env = { KAFKA_BOOTSTRAP_SERVERS: sharedKafka().bootstrapServers };
    return { topic, group, flags, options: { env } };
  }

  test('one process gives what the embedded log gives, and a second run publishes nothing', async () => {
    const workspace = createWorkspace();
    const { flags, options } = onKafka(workspace);
    const args = ['run', '--dataset', realDataPath(), ...flags];

    const first = await runCli(args, options);
    const second = await runCli(args, options);

    expect(first.exitCode, first.stderr).toBe(0);
    expect(resultOf(first.stdout)).toMatchObject({
      acknowledged: RECORDS,
      published_now: RECORDS,
      consumed: RECORDS,
      exported: RECORDS,
      balanced: true,
      gap: null,
      broker: 'kafka',
    });
    expect(resultOf(second.stdout)).toMatchObject({ published_now: 0, consumed: RECORDS });
    expectExports(workspace.outputDir, expected);
    expect(figuresOf(workspace.outputDir)).toEqual(figuresOf(embedded.outputDir));
  });

  test('three members in three processes give the same together', async () => {
    const workspace = createWorkspace();
    const { topic, group, flags, options } = onKafka(workspace);
    const { bootstrapServers } = sharedKafka();
    const broker = await openBrokerAt({ kind: 'kafka', bootstrapServers });
    const consumers = [1, 2, 3].map(() => startCli(['consume', ...flags], options));
    await until('a partition for each of three members', () => isShared(broker, group));

    const produced = await runCli(['produce', '--dataset', realDataPath(), ...flags], options);
    await until('all is committed', () => isCommitted(broker, group, topic));
    for (const consumer of consumers) consumer.kill('SIGTERM');
    const ends = await Promise.all(consumers.map(({ exited }) => exited));
    await broker.close();

    expect(produced.exitCode, produced.stderr).toBe(0);
    expect(ends.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    for (const { stdout } of ends) expect(resultOf(stdout)).toMatchObject({ consumed: RECORDS });
    expectExports(workspace.outputDir, expected);
    expect(figuresOf(workspace.outputDir)).toEqual(figuresOf(embedded.outputDir));
  });
});

async function isShared(broker: Broker, group: string): Promise<boolean> {
  const { members } = await broker.describeGroup(group);
  return members.length === 3 && members.every(({ partitions }) => partitions.length === 1);
}

/** Nothing of the topic is left to be committed: lag is zero, markers included. */
async function isCommitted(broker: Broker, group: string, topic: string): Promise<boolean> {
  const committed = await broker.committedOffsets(group, topic);
  const partitions = (await broker.describeTopic(topic))?.partitions ?? [];
  return partitions.every(
    ({ partition, logEndOffset }) => committed.get(partition)?.offset === logEndOffset,
  );
}
