import { isIP } from 'node:net';
import { Admin, Consumer } from '@platformatic/kafka';
import { Kafka, logLevel, type RetryOptions } from 'kafkajs';
import { type KafkaLogger, logKafkajsEntry } from './kafka-log.ts';
import { adminSasl, type KafkaSecurity, kafkajsSasl, tlsOptions } from './kafka-security.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Enough for a moment's hiccup; a broker that is away is waited for elsewhere. */
const ADMIN_RETRIES = 3;
const ADMIN_RETRY_DELAY_MS = 100;

export type AccessOptions = {
  /** `host:port`, several with commas between. */
  readonly bootstrapServers: string;
  readonly security: KafkaSecurity;
  readonly clientId: string;
  readonly logger: KafkaLogger;
};

/** Makes clients of one cluster; each has connections of its own and is closed by who asked for it. */
export type ClusterAccess = {
  readonly address: string;
  /** What kafkajs lacks: topic ids, offsets of a group without joining it, settings of topics. */
  openAdmin(): Admin;
  /** Fetches without a consumer group, which kafkajs cannot. */
  openFetcher(): Consumer;
  /** @param onLog - sees every log entry of this client, whatever its level. */
  openKafkajs(options: {
    readonly clientId?: string;
    readonly retry: RetryOptions;
    readonly onLog?: (fields: Readonly<Record<string, unknown>>) => void;
  }): Kafka;
};

export function createClusterAccess(options: AccessOptions): ClusterAccess {
  const { security, logger } = options;
  const servers = options.bootstrapServers.split(',').map((server) => server.trim());
  const tls = tlsOptions(security);
  const sasl = kafkajsSasl(security);
  const otherSasl = adminSasl(security);
  const admin = {
    clientId: options.clientId,
    bootstrapBrokers: servers,
    connectTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retries: ADMIN_RETRIES,
    retryDelay: ADMIN_RETRY_DELAY_MS,
    autocreateTopics: false,
    ...(tls !== undefined && { tls, tlsServerName: !servers.some(isAddress) }),
    ...(otherSasl !== undefined && { sasl: otherSasl }),
  };

  return {
    address: servers.join(','),
    openAdmin: () => new Admin(admin),
    openFetcher: () => new Consumer({ ...admin, groupId: options.clientId }),
    openKafkajs: ({ clientId = options.clientId, retry, onLog }) =>
      new Kafka({
        brokers: servers,
        clientId,
        retry,
        connectionTimeout: CONNECT_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        logLevel: onLog === undefined ? logLevel.INFO : logLevel.DEBUG,
        logCreator: () => (entry) => {
          onLog?.(entry.log);
          logKafkajsEntry(logger, entry);
        },
        ...(tls !== undefined && { ssl: tls }),
        ...(sasl !== undefined && { sasl }),
      }),
  };
}

/** An address is no name that a certificate could be asked for by. */
function isAddress(server: string): boolean {
  return isIP(server.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')) !== 0;
}
