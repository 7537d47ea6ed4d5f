import type { Certificates } from './certificates.ts';
import type { KafkaPorts } from './kafka-ports.ts';

/** Users of the SASL listener, with every mechanism. */
const KAFKA_USERS = [
  { username: 'alice', password: 'alice-secret' },
  { username: 'bob', password: 'bob-secret' },
] as const;

const MECHANISMS = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
const PLAIN_MODULE = 'org.apache.kafka.common.security.plain.PlainLoginModule';
const SCRAM_MODULE = 'org.apache.kafka.common.security.scram.ScramLoginModule';

/** Arguments of the storage tool that make the users known to SCRAM. */
export function scramArguments(): readonly string[] {
  return KAFKA_USERS.flatMap(({ username, password }) =>
    MECHANISMS.flatMap((mechanism) => [
      '--add-scram',
      `${mechanism}=[name=${username},password=${password}]`,
    ]),
  );
}

/** Settings of a broker by their names in `server.properties`. */
export type KafkaSettings = Readonly<Record<string, string | number>>;

/**
 * A broker of one node that is its own controller, small and quick to start and to notice things.
 *
 * @param others - what this broker has instead of, or beside, that
 */
export function serverProperties(
  ports: KafkaPorts,
  certificates: Certificates,
  dataDirectory: string,
  others: KafkaSettings,
): string {
  const listeners = [
    ['PLAINTEXT', ports.plain],
    ['TLS', ports.tls],
    ['MTLS', ports.mutualTls],
    ['SASL', ports.sasl],
    ['PROXIED', ports.proxied],
  ] as const;
  const addresses = listeners.map(([name, port]) => `${name}://127.0.0.1:${port}`).join(',');
  const advertised = addresses.replace(`:${ports.proxied}`, `:${ports.proxy}`);
  const users = KAFKA_USERS.map(({ username, password }) => `user_${username}="${password}"`);
  const settings: KafkaSettings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${ports.controller}`,
    listeners: `${addresses},CONTROLLER://127.0.0.1:${ports.controller}`,
    'advertised.listeners': advertised,
    'inter.broker.listener.name': 'PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map':
      'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,TLS:SSL,MTLS:SSL,SASL:SASL_SSL,PROXIED:PLAINTEXT',
    'log.dirs': dataDirectory,
    'num.partitions': 3,
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 3,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 3,
    'transaction.abort.timed.out.transaction.cleanup.interval.ms': 200,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1_000,
    'log.cleaner.dedupe.buffer.size': 16_777_216,
    'log.retention.check.interval.ms': 1_000,
    // Longer than a busy machine keeps a heartbeat waiting: a broker that is fenced in mid-work is another fault.
    'broker.session.timeout.ms': 6_000,
    'broker.heartbeat.interval.ms': 500,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found': 'true',
    'super.users': 'User:ANONYMOUS',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': certificates.server,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': certificates.ca,
    'listener.name.mtls.ssl.client.auth': 'required',
    'listener.name.sasl.sasl.enabled.mechanisms': `PLAIN,${MECHANISMS.join(',')}`,
    'listener.name.sasl.plain.sasl.jaas.config': `${PLAIN_MODULE} required ${users.join(' ')};`,
    'listener.name.sasl.scram-sha-256.sasl.jaas.config': `${SCRAM_MODULE} required;`,
    'listener.name.sasl.scram-sha-512.sasl.jaas.config': `${SCRAM_MODULE} required;`,
  };
  return Object.entries({ ...settings, ...others })
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
