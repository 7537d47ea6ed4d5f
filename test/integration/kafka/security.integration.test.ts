import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openKafkaBroker } from '../../../src/services/broker/kafka/kafka-broker.ts';
import type {
  KafkaSecurity,
  SaslMechanism,
} from '../../../src/services/broker/kafka/kafka-security.ts';
import type { Broker } from '../../../src/services/ports.ts';
import { startMember } from '../../support/broker/group-member.ts';
import { kafkaOptions } from '../../support/broker/open-broker.ts';
import {
  createTopic,
  keyedRecords,
  publish,
  readTopic,
  topicSpec,
  uniqueName,
} from '../../support/broker/topics.ts';
import { forbidCreation } from '../../support/kafka/forbidden-creation.ts';
import type { SharedKafka } from '../../support/kafka/global-setup.ts';
import { hasKafka, sharedKafka } from '../../support/kafka/shared-kafka.ts';

const PATIENCE = { timeout: 20_000, interval: 20 } as const;

type Listener = Exclude<keyof SharedKafka['ports'], 'controller'>;

/** Gives up at once: whoever is refused must not be taken for absent. */
async function open(
  listener: Listener,
  security: KafkaSecurity,
  logged: unknown[] = [],
): Promise<Broker> {
  const bootstrapServers = `127.0.0.1:${sharedKafka().ports[listener]}`;
  const logger = { log: (...entry: unknown[]) => void logged.push(entry) };
  const options = { ...kafkaOptions({ bootstrapServers }), logger };
  const broker = await openKafkaBroker({ ...options, security, brokerTimeoutMs: 2_000 });
  onTestFinished(() => broker.close());
  return broker;
}

/** Administration, producing, reading without a group and with one. */
async function expectEverythingWorks(broker: Broker): Promise<void> {
  const topic = await createTopic(broker, 1);
  await publish(broker, topic, keyedRecords(5));
  const groupId = uniqueName('group');
  const member = startMember(broker, { groupId, topic, clientId: 'guest' });
  await expect.poll(() => member.records.length, PATIENCE).toBe(5);
  await member.stop();
  expect(await readTopic(broker, topic)).toHaveLength(5);
}

/** Causes and fields that no one shows included. */
function everythingIn(value: unknown): string {
  return inspect(value, { depth: 20, maxArrayLength: null, maxStringLength: null });
}

const read = (path: string) => readFileSync(path, 'utf8');

function login(mechanism: SaslMechanism, password: string): KafkaSecurity {
  const { ca } = sharedKafka().certificates;
  return { tls: { ca: read(ca) }, sasl: { mechanism, username: 'alice', password } };
}

describe.skipIf(!hasKafka)('a cluster that asks who is there', () => {
  test('is reached by TLS with its certificate authority', async () => {
    const broker = await open('tls', { tls: { ca: read(sharedKafka().certificates.ca) } });

    await expectEverythingWorks(broker);
  });

  test('is reached by TLS with a certificate of the client', async () => {
    const { ca, clientCertificate, clientKey } = sharedKafka().certificates;
    const tls = { ca: read(ca), certificate: read(clientCertificate), key: read(clientKey) };

    const broker = await open('mutualTls', { tls });

    await expectEverythingWorks(broker);
  });

  test.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'is reached with a login by %s, which no log entry shows',
    async (mechanism) => {
      const logged: unknown[] = [];
      const broker = await open('sasl', login(mechanism, 'alice-secret'), logged);

      await expectEverythingWorks(broker);
      expect(everythingIn(logged)).not.toContain('alice-secret');
    },
  );

  test.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'refuses a wrong password by %s, which the message does not show',
    async (mechanism) => {
      const logged: unknown[] = [];
      const opening = open('sasl', login(mechanism, 'not-her-password'), logged);

      const failure = await opening.catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'BROKER_REFUSED' });
      expect(String(failure)).toContain('refused the connection');
      expect(everythingIn([failure, logged])).not.toContain('not-her-password');
    },
  );

  test('is refused when another authority signed its certificate', async () => {
    const tls = { ca: read(sharedKafka().certificates.otherCa) };

    const opening = open('tls', { tls });

    await expect(opening).rejects.toMatchObject({ code: 'BROKER_REFUSED' });
  });

  test('closes on a client without the certificate it asks for, which is told what may be missing', async () => {
    const tls = { ca: read(sharedKafka().certificates.ca) };

    const opening = open('mutualTls', { tls });

    await expect(opening).rejects.toMatchObject({
      code: 'BROKER_UNREACHABLE',
      hint: expect.stringContaining('a client certificate'),
    });
  });

  test('says so when it does not let topics be created', async () => {
    await forbidCreation('bob', 'forbidden-');
    const { ca } = sharedKafka().certificates;
    const sasl = { mechanism: 'plain', username: 'bob', password: 'bob-secret' } as const;
    const broker = await open('sasl', { tls: { ca: read(ca) }, sasl });

    const creating = broker.ensureTopic(topicSpec(uniqueName('forbidden'), 3));

    await expect(creating).rejects.toMatchObject({
      code: 'TOPIC_NOT_CREATED',
      message: expect.stringContaining('Kafka refused to create topic forbidden-'),
      hint: expect.stringContaining('Have an administrator create it with 3 partitions'),
    });
  });
});
