import { Admin } from '@platformatic/kafka';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrokerAt } from '../../support/broker/open-broker.ts';
import { readTopic, uniqueName } from '../../support/broker/topics.ts';
import { writeDemoFile } from '../../support/cli/demo-file.ts';
import { engineState } from '../../support/cli/engine-client.ts';
import { expectExports } from '../../support/cli/expect-exports.ts';
import { type ExpectedTotals, expectedTotals } from '../../support/cli/expected-totals.ts';
import { resultOf } from '../../support/cli/results.ts';
import { runCli, startCli } from '../../support/cli/start-cli.ts';
import { until } from '../../support/cli/until.ts';
import { createWorkspace } from '../../support/cli/workspace.ts';
import { createKafkaCluster } from '../../support/kafka/kafka-cluster.ts';
import type { KafkaServer } from '../../support/kafka/kafka-server.ts';
import { hasKafka } from '../../support/kafka/shared-kafka.ts';

const ROWS = 3_000;
const LONG = 300_000;
/** Two brokers must agree on who leads, and clients learn it. */
const RECOVERY = { timeoutMs: 90_000, intervalMs: 100 };

describe.skipIf(!hasKafka)('a cluster of three brokers that keeps three copies', () => {
  let brokers: readonly KafkaServer[];
  let admin: Admin;
  /** Wants every broker for each of its records. */
  const demanding = uniqueName('demanding');
  const dead: KafkaServer[] = [];
  let dataset: string;
  let expected: ExpectedTotals;

  beforeAll(async () => {
    brokers = await createKafkaCluster();
    await Promise.all(brokers.map((broker) => broker.start()));
    admin = new Admin({ clientId: 'admin', bootstrapBrokers: servers() });
    await admin.createTopics({
      topics: [demanding, `${demanding}.dlq`],
      partitions: 1,
      replicas: 3,
      configs: [{ name: 'min.insync.replicas', value: '3' }],
    });
    const demo = await writeDemoFile(createWorkspace(afterAll), { rows: ROWS, seed: 13 });
    dataset = demo.path;
    expected = expectedTotals(demo.csv);
  }, LONG);

  afterAll(async () => {
    await admin?.close();
    await Promise.all((brokers ?? []).map((broker) => broker.dispose()));
  });

  function servers(): string[] {
    return brokers.map(({ bootstrapServers }) => bootstrapServers);
  }

  function env(): Readonly<Record<string, string>> {
    return { KAFKA_BOOTSTRAP_SERVERS: servers().join(','), DATASET_PATH: dataset };
  }

  /** The fewest copies that any partition of each topic has. */
  async function copiesOf(names: readonly string[]): Promise<readonly number[]> {
    const { topics } = await admin.metadata({ topics: [...names], forceUpdate: true });
    return names.map((name) => {
      const partitions = Object.values(topics.get(name)?.partitions ?? {});
      return Math.min(...partitions.map(({ replicas }) => replicas.length));
    });
  }

  test('topics are made with the copies that the cluster keeps, or with those that are asked for', async () => {
    const [standard, asked] = [uniqueName('tracks'), uniqueName('tracks')];
    const produce = (topic: string, flags: readonly string[] = []) =>
      runCli(['produce', ...createWorkspace().flags, '--topic', topic, ...flags], { env: env() });

    // All topics share the ledger: with two copies it could not do without a broker, as it has to below.
    const first = await produce(asked, [
      '--create-topics',
      `${asked}:2:2,${asked}.dlq:1:2,trackdeck-ledger:1:3`,
    ]);
    const second = await produce(standard);

    expect([first.exitCode, second.exitCode], first.stderr + second.stderr).toEqual([0, 0]);
    expect(await copiesOf([asked, `${asked}.dlq`, 'trackdeck-ledger'])).toEqual([2, 2, 3]);
    expect(await copiesOf([standard, `${standard}.dlq`])).toEqual([3, 3]);
  });

  test('more copies than there are brokers are refused, in the words of the cluster', async () => {
    const topic = uniqueName('tracks');
    const flags = ['--topic', topic, '--create-topics', `${topic}:3:4`];

    const { exitCode, stderr } = await runCli(['produce', ...createWorkspace().flags, ...flags], {
      env: env(),
    });

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^trackdeck: TOPIC_NOT_CREATED: .*replication factor.* 4 /im);
    expect(stderr).toMatch(/KAFKA_CREATE_TOPICS \(now tracks-\S*:3:4\)/);
  });

  test(
    'a broker that dies in the middle of an ingest is not missed: every record is there, and counted, once',
    async () => {
      const workspace = createWorkspace();
      const topic = uniqueName('tracks');
      const names = ['--topic', topic, '--consumer-group', topic];
      const slowly = ['--batch-size', '100', '--delay-between-batches', '0.1'];
      const run = startCli(['run', ...workspace.flags, ...names, ...slowly], { env: env() });
      const isAtWork = async () => {
        const state = (await engineState(workspace.socketPath))?.state;
        return state !== undefined && state.consumer.countedNow >= 500;
      };
      await until('the work to be under way', isAtWork, { ...RECOVERY, unless: run.hasExited });

      await kill(await leaderOf(topic));
      const { exitCode, stdout, stderr } = await run.exited;

      expect(exitCode, stderr).toBe(0);
      expect(resultOf(stdout)).toMatchObject({
        ...{ acknowledged: ROWS, consumed: ROWS, exported: ROWS, balanced: true },
      });
      expectExports(workspace.outputDir, expected);
      const ids = (await recordIds(topic)).toSorted((one, other) => one - other);
      expect(ids).toEqual(Array.from({ length: ROWS }, (_, id) => id));
    },
    LONG,
  );

  test(
    'with fewer brokers than a topic must be written to, the cluster is said to be short of replicas',
    async () => {
      if (dead.length === 0) await kill(await leaderOf(demanding));
      const { flags } = createWorkspace();
      const produce = startCli(['produce', ...flags, '--topic', demanding], { env: env() });

      await produce.untilStderr(/cannot do this now on topic demanding.* \(NOT_ENOUGH_REPLICAS/);
    },
    LONG,
  );

  async function kill(broker: KafkaServer): Promise<void> {
    dead.push(broker);
    await broker.kill();
  }

  async function recordIds(topic: string): Promise<readonly number[]> {
    const broker = await openBrokerAt({
      kind: 'kafka',
      bootstrapServers: servers().join(','),
    });
    const records = await readTopic(broker, topic);
    await broker.close();
    return records.map(
      ({ value }) => (JSON.parse(value.toString()) as { readonly record_id: number }).record_id,
    );
  }

  /** Of the first partition. */
  async function leaderOf(topic: string): Promise<KafkaServer> {
    const { topics, brokers: nodes } = await admin.metadata({ topics: [topic], forceUpdate: true });
    const node = nodes.get(topics.get(topic)?.partitions[0]?.leader ?? -1);
    const found = brokers.find(({ ports }) => ports.plain === node?.port);
    if (found === undefined) throw new Error('The partition has no leader');
    return found;
  }
});
