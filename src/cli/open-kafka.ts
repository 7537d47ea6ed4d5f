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
export async function openKafka(
  session: Pick<Session, 'config' | 'clock' | 'dispatch' | 'logger' | 'patienceMs' | 'stop'>,
  bootstrapServers: string,
): Promise<Broker> {
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
 * @throws `CONFIG_INVALID` listing every file that cannot be read and all settings that lack another
 */
export function kafkaSecurity(
  config: Config,
  password: string | undefined = kafkaPassword(),
): KafkaSecurity {
  const { ssl, sslCa, sslCert, sslKey } = config;
  const faults: string[] = [];
  if ((sslCert === undefined) !== (sslKey === undefined)) {
    faults.push('KAFKA_SSL_CERT and KAFKA_SSL_KEY: one needs the other');
  }
  const sasl = saslOf(config, password, faults);
  const tls = {
    ...(sslCa !== undefined && { ca: readText(sslCa, 'KAFKA_SSL_CA', faults) }),
    ...(sslCert !== undefined && { certificate: readText(sslCert, 'KAFKA_SSL_CERT', faults) }),
    ...(sslKey !== undefined && { key: readText(sslKey, 'KAFKA_SSL_KEY', faults) }),
  };
  if (faults.length > 0) throw invalidConfig(faults);
  const usesTls = ssl || sslCa !== undefined || sslCert !== undefined;
  return { ...(usesTls && { tls }), ...(sasl !== undefined && { sasl }) };
}

/** @param faults - gets what is wrong with the login; the answer is then of no use */
function saslOf(
  config: Config,
  givenPassword: string | undefined,
  faults: string[],
): KafkaSecurity['sasl'] {
  const { saslMechanism: mechanism, saslUsername: username, saslPasswordFile: file } = config;
  if (mechanism === undefined) {
    const isMeant = username !== undefined || file !== undefined || givenPassword !== undefined;
    if (isMeant) faults.push('KAFKA_SASL_MECHANISM: must be given to log in');
    return undefined;
  }
  const password =
    file === undefined ? givenPassword : firstLine(file, 'KAFKA_SASL_PASSWORD_FILE', faults);
  if (username === undefined || password === undefined) {
    faults.push(
      `KAFKA_SASL_MECHANISM=${mechanism}: needs KAFKA_SASL_USERNAME, and KAFKA_SASL_PASSWORD or KAFKA_SASL_PASSWORD_FILE`,
    );
    return undefined;
  }
  return { mechanism, username, password };
}

function firstLine(path: string, setting: string, faults: string[]): string {
  return readText(path, setting, faults).split(/\r?\n/, 1)[0] ?? '';
}

/** Empty where it cannot be read. */
function readText(path: string, setting: string, faults: string[]): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    faults.push(`${setting}: ${path} cannot be read (${code})`);
    return '';
  }
}
