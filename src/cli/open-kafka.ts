import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { type Config, invalidConfig, kafkaPassword } from '../config.ts';
import type { KafkaSecurity } from '../services/broker/kafka/kafka-security.ts';
import type { Broker } from '../services/ports.ts';
import { dispatchAway } from './dispatch-away.ts';
import type { Session } from './session.ts';

/**
 * Garbage is collected at the double of what is alive, and not at the fourfold, as V8 would have it:
 * a run on the full data set then peaks at 260 MB, not at 370, for a tenth more of CPU, most of it on
 * other threads.
 */
const HEAP_GROWTH = '--heap-growing-percent=100';

/**
 * The Kafka cluster of this configuration. Its libraries are loaded only now: they take half a
 * second and 70 MB, which the embedded log has no use for.
 */
export async function openKafka(session: Session, bootstrapServers: string): Promise<Broker> {
  const { config, clock, dispatch, logger, patienceMs, stop } = session;
  const security = kafkaSecurity(config);
  setFlagsFromString(HEAP_GROWTH);
  const { openKafkaBroker } = await import('../services/broker/kafka/kafka-broker.ts');
  return await openKafkaBroker({
    bootstrapServers,
    security,
    clientId: `trackdeck-${hostname()}-${process.pid}`,
    clock,
    logger,
    brokerTimeoutMs: patienceMs,
    signal: stop.signal,
    onNotice: (level, text) => dispatch({ type: 'notice/raised', level, text, at: clock.now() }),
    onAway: (failure, delayMs) => dispatchAway(session, failure, delayMs),
  });
}

/**
 * TLS and login as configured, with the content of all files.
 *
 * @throws `CONFIG_INVALID` for a file that cannot be read, and for settings that need one another
 */
export function kafkaSecurity(
  config: Config,
  password: string | undefined = kafkaPassword(),
): KafkaSecurity {
  const { ssl, sslCa, sslCert, sslKey } = config;
  if ((sslCert === undefined) !== (sslKey === undefined)) {
    throw invalidConfig(['KAFKA_SSL_CERT and KAFKA_SSL_KEY: one needs the other']);
  }
  const sasl = saslOf(config, password);
  const usesTls = ssl || sslCa !== undefined || sslCert !== undefined;
  if (!usesTls) return sasl === undefined ? {} : { sasl };
  const tls = {
    ...(sslCa !== undefined && { ca: readText(sslCa, 'KAFKA_SSL_CA') }),
    ...(sslCert !== undefined && { certificate: readText(sslCert, 'KAFKA_SSL_CERT') }),
    ...(sslKey !== undefined && { key: readText(sslKey, 'KAFKA_SSL_KEY') }),
  };
  return sasl === undefined ? { tls } : { tls, sasl };
}

function saslOf(config: Config, givenPassword: string | undefined): KafkaSecurity['sasl'] {
  const { saslMechanism: mechanism, saslUsername: username, saslPasswordFile: file } = config;
  if (mechanism === undefined) {
    const isMeant = username !== undefined || file !== undefined || givenPassword !== undefined;
    if (isMeant) throw invalidConfig(['KAFKA_SASL_MECHANISM: must be given to log in']);
    return undefined;
  }
  const password = file === undefined ? givenPassword : firstLine(file, 'KAFKA_SASL_PASSWORD_FILE');
  if (username === undefined || password === undefined) {
    throw invalidConfig([
      `KAFKA_SASL_MECHANISM=${mechanism}: needs KAFKA_SASL_USERNAME, and KAFKA_SASL_PASSWORD or KAFKA_SASL_PASSWORD_FILE`,
    ]);
  }
  return { mechanism, username, password };
}

function firstLine(path: string, setting: string): string {
  return readText(path, setting).split(/\r?\n/, 1)[0] ?? '';
}

function readText(path: string, setting: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw invalidConfig([`${setting}: ${path} cannot be read (${code})`]);
  }
}
