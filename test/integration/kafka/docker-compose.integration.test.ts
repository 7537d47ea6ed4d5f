import { Admin, ConfigResourceTypes } from '@platformatic/kafka';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openBrokerAt } from '../../support/broker/open-broker.ts';
import { writeDemoFile } from '../../support/cli/demo-file.ts';
import { expectExports } from '../../support/cli/expect-exports.ts';
import { expectedTotals } from '../../support/cli/expected-totals.ts';
import { isCommitted } from '../../support/cli/on-kafka.ts';
import { resultOf } from '../../support/cli/results.ts';
import { runCli, startCli } from '../../support/cli/start-cli.ts';
import { until } from '../../support/cli/until.ts';
import { createWorkspace, type Workspace } from '../../support/cli/workspace.ts';
import { readCompose, serviceOf } from '../../support/docker/compose-file.ts';
import { type ComposeKafka, startComposeKafka } from '../../support/docker/compose-kafka.ts';
import { hasKafka } from '../../support/kafka/shared-kafka.ts';

const ROWS = 3_000;
const TOPIC = 'spotify-tracks';
const PATIENCE = { timeoutMs: 60_000, intervalMs: 250 };

describe.skipIf(!hasKafka)('the Compose file, its containers as plain processes', () => {
  const compose = readCompose();
  const shared = createWorkspace(afterAll);
  let kafka: ComposeKafka;

  beforeAll(async () => {
    kafka = await startComposeKafka(compose);
    await kafka.run(serviceOf(compose, 'kafka-topics'));
  });
  afterAll(() => kafka?.dispose());

  /** Environment of a container of ours, with its volumes in the workspace, and without HDFS. */
  function containerOf(
    name: string,
    { stateDir, outputDir }: Workspace,
  ): { readonly env: Readonly<Record<string, string>> } {
    const { HDFS_URL: _, ...env } = kafka.environmentOf(serviceOf(compose, name));
    return { env: { ...env, TRACKDECK_STATE_DIR: stateDir, OUTPUT_DIR: outputDir } };
  }

  test.each(['inside', 'outside'] as const)(
    'the listener for clients %s leads to itself, and the topic is as the command says',
    async (side) => {
      const admin = new Admin({ clientId: 'test', bootstrapBrokers: [kafka[side]] });

      const { id, brokers, topics } = await admin.metadata({ topics: [TOPIC] });
      const [settings] = await admin.describeConfigs({
        resources: [
          {
            resourceType: ConfigResourceTypes.TOPIC,
            resourceName: TOPIC,
            configurationKeys: ['retention.ms'],
          },
        ],
      });
      await admin.close();

      expect(id).toBe(serviceOf(compose, 'kafka').environment['CLUSTER_ID']);
      expect([...brokers.values()].map(({ host, port }) => `${host}:${port}`)).toEqual([
        kafka[side],
      ]);
      expect(topics.get(TOPIC)?.partitionsCount).toBe(3);
      expect(settings?.configs[0]?.value).toBe('259200000');
    },
  );

  test('the topic container may run again', async () => {
    await expect(kafka.run(serviceOf(compose, 'kafka-topics'))).resolves.toBeUndefined();
  });

  test('producer and consumer do their part, again too, and both end in order', async () => {
    const { path: dataset, csv } = await writeDemoFile(shared, { rows: ROWS, seed: 11 });
    const place = createWorkspace();
    const producerState = createWorkspace().stateDir;
    const producer = containerOf('kafka-producer', { ...place, stateDir: producerState });
    const consumer = containerOf('kafka-consumer', place);
    const produce = () => runCli([], { env: { ...producer.env, DATASET_PATH: dataset } });
    const isHealthy = async () => (await runCli(['engine', 'status'], consumer)).exitCode === 0;
    const broker = await openBrokerAt({ kind: 'kafka', bootstrapServers: kafka.outside });
    const group = consumer.env['CONSUMER_GROUP'] ?? '';

    const first = startCli([], consumer);
    await until('the consumer to be healthy', isHealthy, PATIENCE);
    const produced = await produce();
    await until('the end', () => isCommitted(broker, { topic: TOPIC, group }), PATIENCE);
    first.kill('SIGTERM');
    const firstEnd = await first.exited;
    const producedAgain = await produce();
    const second = startCli([], consumer);
    await until('the restarted one to be healthy', isHealthy, PATIENCE);
    second.kill('SIGTERM');
    const secondEnd = await second.exited;
    await broker.close();

    expect(produced.exitCode, produced.stderr).toBe(0);
    expect(resultOf(produced.stdout)).toMatchObject({ published_now: ROWS, broker: 'kafka' });
    expect(resultOf(producedAgain.stdout)).toMatchObject({ published_now: 0, acknowledged: ROWS });
    expect([firstEnd.exitCode, secondEnd.exitCode]).toEqual([0, 0]);
    expect(resultOf(firstEnd.stdout)).toMatchObject({ consumed: ROWS, broker: 'kafka' });
    expect(resultOf(secondEnd.stdout)).toMatchObject({ consumed: ROWS });
    expectExports(place.outputDir, expectedTotals(csv));
  });

  test('clean in the consumer leaves nothing on the cluster, and the next start publishes anew', async () => {
    const { path: dataset } = await writeDemoFile(shared, { rows: 500, seed: 12 });
    const consumer = containerOf('kafka-consumer', createWorkspace());
    const producer = containerOf('kafka-producer', createWorkspace());
    const broker = await openBrokerAt({ kind: 'kafka', bootstrapServers: kafka.outside });
    onTestFinished(() => broker.close());

    const cleaned = await runCli(['clean', '--yes'], consumer);
    const topics = [TOPIC, `${TOPIC}.dlq`, 'trackdeck-ledger'];
    const left = await Promise.all(topics.map((name) => broker.describeTopic(name)));
    await kafka.run(serviceOf(compose, 'kafka-topics'));
    const produced = await runCli([], { env: { ...producer.env, DATASET_PATH: dataset } });

    expect(cleaned.exitCode, cleaned.stderr).toBe(0);
    expect(left).toEqual([undefined, undefined, undefined]);
    expect(produced.exitCode, produced.stderr).toBe(0);
    expect(resultOf(produced.stdout)).toMatchObject({ published_now: 500, acknowledged: 500 });
  });
});
