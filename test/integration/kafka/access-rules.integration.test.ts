import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Admin, Producer } from '@platformatic/kafka';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ConsoleError } from '../../../src/domain/errors.ts';
import { openKafkaBroker } from '../../../src/services/broker/kafka/kafka-broker.ts';
import type { Broker } from '../../../src/services/ports.ts';
import { ingest } from '../../../src/state/commands/ingest.ts';
import { startMember } from '../../support/broker/group-member.ts';
import { kafkaOptions, openBrokerAt } from '../../support/broker/open-broker.ts';
import { topicSpec, uniqueName } from '../../support/broker/topics.ts';
import { isCommitted } from '../../support/cli/on-kafka.ts';
import { resultOf } from '../../support/cli/results.ts';
import { runCli, startCli } from '../../support/cli/start-cli.ts';
import { until } from '../../support/cli/until.ts';
import { createWorkspace, type Workspace } from '../../support/cli/workspace.ts';
import { HEADER } from '../../support/csv/csv-text.ts';
import { never } from '../../support/csv/sources.ts';
import { csvRow, ingestInto, rowSourceOf, setUpIngest } from '../../support/ingest-setup.ts';
import { type AccessRule, setRules } from '../../support/kafka/access-rules.ts';
import { KAFKA_VERSION } from '../../support/kafka/kafka-libraries.ts';
import { createKafkaServer, type KafkaServer } from '../../support/kafka/kafka-server.ts';
import { hasKafka } from '../../support/kafka/shared-kafka.ts';

const LEDGER = 'trackdeck-ledger';
const ROWS = [...Array.from({ length: 20 }, (_, id) => csvRow(`track-${id}`)), 'this,is,no,track'];

/** Of one pipeline on the cluster. */
type Names = { readonly topic: string; readonly group: string };
type User = 'alice' | 'bob';
type Operation = AccessRule['operation'];

const onTopics = (names: readonly string[], ...operations: readonly Operation[]): AccessRule[] =>
  names.flatMap((name) =>
    operations.map((operation) => ({ resource: 'TOPIC', name, operation }) as const),
  );
const onGroup = ({ group: name }: Names, operation: Operation): AccessRule => {
  return { resource: 'GROUP', name, operation };
};
const topicsOf = ({ topic }: Names) => [topic, `${topic}.dlq`, LEDGER];

// What the README lists, and nothing beside.
const producerRules = (names: Names): readonly AccessRule[] => [
  ...onTopics(topicsOf(names), 'READ', 'WRITE'),
  { resource: 'TRANSACTIONAL_ID', name: `trackdeck-${names.topic}`, operation: 'WRITE' },
];
const consumerRules = (names: Names): readonly AccessRule[] => [
  ...onTopics([names.topic, LEDGER], 'READ'),
  onGroup(names, 'READ'),
];
const creationRules = (names: Names) => onTopics(topicsOf(names), 'CREATE');
const cleaningRules = (names: Names): readonly AccessRule[] => [
  ...onTopics(topicsOf(names), 'DELETE'),
  onGroup(names, 'DESCRIBE'),
];

describe.skipIf(!hasKafka)('a cluster where only that is allowed which was asked for', () => {
  let server: KafkaServer;
  // Both of an administrator.
  let admin: Admin;
  let broker: Broker;

  beforeAll(async () => {
    server = await createKafkaServer(KAFKA_VERSION, {
      'allow.everyone.if.no.acl.found': 'false',
    });
    await server.start();
    admin = new Admin({ clientId: 'admin', bootstrapBrokers: [server.bootstrapServers] });
    broker = await openBrokerAt({ kind: 'kafka', ...server });
  });

  afterAll(async () => {
    await Promise.all([admin?.close(), broker?.close()]);
    await server?.dispose();
  });

  const newNames = (): Names => ({ topic: uniqueName('tracks'), group: uniqueName('analytics') });

  async function allow(username: User, rules: readonly AccessRule[]): Promise<void> {
    onTestFinished(await setRules(server.bootstrapServers, username, rules));
  }

  async function openAs(username: User): Promise<Broker> {
    const ca = readFileSync(server.certificates.ca, 'utf8');
    const password = `${username}-secret`;
    const broker = await openKafkaBroker({
      ...kafkaOptions({ bootstrapServers: `127.0.0.1:${server.ports.sasl}` }),
      security: { tls: { ca }, sasl: { mechanism: 'scram-sha-256', username, password } },
    });
    onTestFinished(() => broker.close());
    return broker;
  }

  /** As `produce` does; returns what it failed with. */
  async function ingestAs(username: User, { topic }: Names): Promise<ConsoleError | undefined> {
    const { deps } = setUpIngest(await rowSourceOf(ROWS), await openAs(username));
    return ingest(deps, ingestInto(topic), never).then(
      () => undefined,
      (error: ConsoleError) => error,
    );
  }

  /** How a user's command works there. */
  function place(username: User, { topic, group }: Names, workspace: Workspace) {
    const env = {
      KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${server.ports.sasl}`,
      KAFKA_SSL_CA: server.certificates.ca,
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: username,
      KAFKA_SASL_PASSWORD: `${username}-secret`,
      DATASET_PATH: workspace.write('tracks.csv', `${HEADER}${ROWS.join('\n')}\n`),
      LOG_LEVEL: 'debug',
    };
    const flags = [...workspace.flags, '--topic', topic, '--consumer-group', group];
    return { flags, options: { env } };
  }

  test('the refusal to create says all that an administrator has to create, and that will do', async () => {
    const names = newNames();
    await allow('alice', producerRules(names));

    for (const topic of topicsOf(names)) {
      const refusal = await ingestAs('alice', names);
      expect(refusal).toMatchObject({ code: 'TOPIC_NOT_CREATED', context: { topic } });
      await createAsTold(topic, refusal?.hint ?? '');
    }

    expect(await ingestAs('alice', names)).toBeUndefined();
  });

  /** @param hint - `… create it with 3 partitions, retention.ms=259200000, or …` */
  async function createAsTold(name: string, hint: string): Promise<void> {
    const [, settings = ''] = /create it with (.*), or/.exec(hint) ?? [];
    const [partitions = '', ...configs] = settings.split(', ');
    await admin.createTopics({
      topics: [name],
      partitions: Number.parseInt(partitions, 10),
      replicas: 1,
      configs: configs.map((pair) => {
        const [key = '', value = ''] = pair.split('=');
        return { name: key, value };
      }),
    });
  }

  test('producer and consumer do all their work by the rules of the README, and are refused nothing', async () => {
    const names = newNames();
    const [alices, bobs] = [createWorkspace(), createWorkspace()];
    const watching = onGroup(names, 'DESCRIBE');
    await allow('alice', [...producerRules(names), ...creationRules(names), watching]);
    await allow('bob', consumerRules(names));
    const produce = place('alice', names, alices);
    const consume = place('bob', names, bobs);

    const produced = await runCli(['produce', ...produce.flags], produce.options);
    const consumer = startCli(['consume', ...consume.flags], consume.options);
    await until('all to be committed', () => isCommitted(broker, names));
    consumer.kill('SIGTERM');
    const consumed = await consumer.exited;

    expect(produced.exitCode, produced.stderr).toBe(0);
    expect(resultOf(produced.stdout)).toMatchObject({ acknowledged: 20, rejected: 1 });
    expect(consumed.exitCode, consumed.stderr).toBe(0);
    expect(resultOf(consumed.stdout)).toMatchObject({ consumed: 20 });
    for (const { stateDir } of [alices, bobs]) {
      const log = readFileSync(join(stateDir, 'logs', 'trackdeck.log'), 'utf8');
      expect(log).not.toMatch(/AUTHORIZATION|BROKER_REFUSED/i);
    }
  });

  test('clean needs beside them what the README says', async () => {
    const names = newNames();
    const asProducer = [...producerRules(names), ...creationRules(names)];
    await allow('alice', [...asProducer, ...cleaningRules(names)]);
    expect(await ingestAs('alice', names)).toBeUndefined();
    const { flags, options } = place('alice', names, createWorkspace());

    const cleaned = await runCli(['clean', '--yes', ...flags], options);

    expect(cleaned.exitCode, cleaned.stderr).toBe(0);
    const { topics } = await admin.metadata({ topics: [], forceUpdate: true });
    expect([...topics.keys()].filter((name) => name.startsWith(names.topic))).toEqual([]);
  });

  test.each([
    ['WRITE', 'the topic', 0, /on topic tracks-[^.]* \(TOPIC_AUTHORIZATION_FAILED\)$/],
    ['WRITE', 'its dead letters', 1, /on topic tracks-\S*\.dlq \(TOPIC_AUTHORIZATION_FAILED\)$/],
    ['WRITE', 'the ledger', 2, /on topic trackdeck-ledger \(TOPIC_AUTHORIZATION_FAILED\)$/],
    ['READ', 'the ledger', 2, /on topic trackdeck-ledger \(TOPIC_AUTHORIZATION_FAILED\)$/],
    [
      'WRITE',
      'its own id',
      3,
      /as producer trackdeck-\S* \(TRANSACTIONAL_ID_AUTHORIZATION_FAILED\)$/,
    ],
  ] as const)(
    'a producer that lacks %s on %s is told so, and publishes nothing',
    async (operation, _, index, message) => {
      const names = newNames();
      const lacking = [...topicsOf(names), `trackdeck-${names.topic}`][index];
      const rules = [...producerRules(names), ...creationRules(names)].filter(
        (rule) => rule.name !== lacking || rule.operation !== operation,
      );
      await allow('alice', rules);

      const refusal = await ingestAs('alice', names);

      const hint = expect.stringContaining('Have an administrator allow it');
      expect(refusal).toMatchObject({ code: 'BROKER_REFUSED', hint });
      expect(refusal?.message).toMatch(message);
    },
  );

  test('a producer that may not read what the topic holds already does not publish beside it', async () => {
    const names = newNames();
    await broker.ensureTopic(topicSpec(names.topic, 3));
    await sendForeign(names.topic);
    const rules = [...producerRules(names), ...creationRules(names)];
    await allow(
      'alice',
      rules.filter((rule) => rule.name !== names.topic || rule.operation !== 'READ'),
    );

    const refusal = await ingestAs('alice', names);

    expect(refusal).toMatchObject({ code: 'BROKER_REFUSED' });
    expect(refusal?.message).toMatch(/on topic tracks-[^.]* \(TOPIC_AUTHORIZATION_FAILED\)$/);
  });

  async function sendForeign(topic: string): Promise<void> {
    const producer = new Producer({
      clientId: 'other',
      bootstrapBrokers: [server.bootstrapServers],
    });
    await producer.send({ messages: [{ topic, value: Buffer.from('theirs'), partition: 0 }] });
    await producer.close();
  }

  test.each([
    ['see the group and not read it', 'DESCRIBE'],
    ['not even see the group', undefined],
  ] as const)('a consumer that may %s is told so, and not left to wait', async (_, operation) => {
    const names = newNames();
    await broker.ensureTopic(topicSpec(names.topic, 3));
    const others = consumerRules(names).filter(({ resource }) => resource !== 'GROUP');
    await allow('bob', [...others, ...(operation ? [onGroup(names, operation)] : [])]);

    const { topic, group: groupId } = names;
    const member = startMember(await openAs('bob'), { groupId, topic, clientId: 'bob' });

    await expect(member.ended).rejects.toMatchObject({
      code: 'BROKER_REFUSED',
      message: expect.stringMatching(/on group analytics-\S* \(GROUP_AUTHORIZATION_FAILED\)$/),
    });
  });

  test('a consumer that may see the topic and not read it is told so', async () => {
    const names = newNames();
    await broker.ensureTopic(topicSpec(names.topic, 3));
    await sendForeign(names.topic);
    await allow('bob', [...onTopics([names.topic], 'DESCRIBE'), onGroup(names, 'READ')]);

    const { topic, group: groupId } = names;
    const member = startMember(await openAs('bob'), { groupId, topic, clientId: 'bob' });

    await expect(member.ended).rejects.toMatchObject({
      code: 'BROKER_REFUSED',
      message: expect.stringMatching(/on topic tracks-\S* \(TOPIC_AUTHORIZATION_FAILED\)$/),
    });
  });
});
