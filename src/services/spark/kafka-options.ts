import { createPrivateKey } from 'node:crypto';
import type { KafkaSecurity } from '../broker/kafka/kafka-security.ts';

/** Login modules of Kafka's Java client, by the first word of the mechanism. */
const MODULES = {
  plain: 'org.apache.kafka.common.security.plain.PlainLoginModule',
  scram: 'org.apache.kafka.common.security.scram.ScramLoginModule',
} as const;

/** How Kafka's Java client is told to protect its connections; secrets are among it. */
export function kafkaClientOptions({ tls, sasl }: KafkaSecurity): Readonly<Record<string, string>> {
  if (tls === undefined && sasl === undefined) return {};
  return {
    'security.protocol': protocolOf(tls !== undefined, sasl !== undefined),
    ...(tls?.ca !== undefined && {
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.certificates': tls.ca,
    }),
    ...(tls?.certificate !== undefined &&
      tls.key !== undefined && {
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.certificate.chain': tls.certificate,
        'ssl.keystore.key': pkcs8(tls.key),
      }),
    ...(sasl !== undefined && {
      'sasl.mechanism': sasl.mechanism.toUpperCase(),
      'sasl.jaas.config': loginOf(sasl),
    }),
  };
}

function protocolOf(hasTls: boolean, hasLogin: boolean): string {
  if (hasLogin) return hasTls ? 'SASL_SSL' : 'SASL_PLAINTEXT';
  return 'SSL';
}

/** The only form of a PEM key that Kafka's Java client reads; Node and OpenSSL take others, too. */
function pkcs8(key: string): string {
  return createPrivateKey(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}

function loginOf({ mechanism, username, password }: NonNullable<KafkaSecurity['sasl']>): string {
  const module = mechanism === 'plain' ? MODULES.plain : MODULES.scram;
  return `${module} required username=${quoted(username)} password=${quoted(password)};`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, '\\$&')}"`;
}
