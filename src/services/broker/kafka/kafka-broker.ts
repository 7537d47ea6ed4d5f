import type { Broker, Clock } from '../../ports.ts';
import { connectAdmin } from './admin-call.ts';
import { type AccessOptions, createClusterAccess } from './cluster-access.ts';
import { registerCompressionCodecs } from './compression-codecs.ts';
import { createKafkaConsumer } from './consumer.ts';
import { createGroupAdmin } from './group-admin.ts';
import { createLedgerTopic, LEDGER_TOPIC } from './ledger-topic.ts';
import type { SessionDependencies } from './member-session.ts';
import { muteNegativeTimeouts } from './negative-timeouts.ts';
import { createOutage, type OutageOptions } from './outage.ts';
import { createOutageNews, type OutageNewsOptions } from './outage-news.ts';
import { scanPartition } from './partition-scan.ts';
import { createPatience } from './patience.ts';
import { encodeProduceInOnePass } from './produce-requests.ts';
import { createTopicAdmin } from './topic-admin.ts';
import { openTransactionalProducer } from './transactional-producer.ts';

const TRANSACTION_TIMEOUT_MS = 60_000;

export type KafkaBrokerOptions = AccessOptions &
  Pick<OutageOptions, 'onAway'> & {
    readonly clock: Clock;
    /** How long a broker may be away, at the start or later; `Infinity` waits for ever. */
    readonly brokerTimeoutMs: number;
    /** How long a transaction may stand still before Kafka ends it. Default 60 s. */
    readonly transactionTimeoutMs?: number;
    /** Ends every waiting for a broker that is away. */
    readonly signal: AbortSignal;
    /** Told when the broker is away, again from time to time, and when it is back. */
    readonly onNotice: OutageNewsOptions['onNotice'];
  };

/**
 * Connects to a Kafka cluster.
 *
 * @throws `BROKER_UNREACHABLE` when it was away for `brokerTimeoutMs`, `BROKER_REFUSED`
 */
export async function openKafkaBroker(options: KafkaBrokerOptions): Promise<Broker> {
  muteNegativeTimeouts();
  registerCompressionCodecs();
  encodeProduceInOnePass();
  const access = createClusterAccess(options);
  const closing = new AbortController();
  const news = createOutageNews({ ...options, address: access.address });
  const outageOf = (signal: AbortSignal) => createOutage({ ...options, news, signal });
  const ending = AbortSignal.any([options.signal, closing.signal]);
  const patience = createPatience({ address: access.address, ending });
  const outage = outageOf(ending);
  const admin = connectAdmin(access, outage, patience);
  try {
    const { id } = await admin.call({}, (client) => client.metadata({ topics: [] }));
    return createBroker(options, {
      ...{ access, admin, outage, outageOf, patience, closing },
      clusterId: id,
    });
  } catch (error) {
    await admin.close();
    throw error;
  }
}

type Parts = {
  readonly access: ReturnType<typeof createClusterAccess>;
  readonly admin: ReturnType<typeof connectAdmin>;
  readonly outage: ReturnType<typeof createOutage>;
  readonly outageOf: (signal: AbortSignal) => ReturnType<typeof createOutage>;
  readonly patience: ReturnType<typeof createPatience>;
  readonly closing: AbortController;
  readonly clusterId: string;
};

function createBroker(options: KafkaBrokerOptions, parts: Parts): Broker {
  const { clock, onNotice, signal, transactionTimeoutMs = TRANSACTION_TIMEOUT_MS } = options;
  const { access, admin, outage, patience, closing } = parts;
  const topics = createTopicAdmin(admin.call);
  const groups = createGroupAdmin(admin.call);
  const scan = { access, admin, outage, patience };
  const ledger = createLedgerTopic({ ...scan, topics });
  const leaving = new Set<Promise<void>>();

  function sessionDeps(stop: AbortSignal): SessionDependencies {
    const hurry = AbortSignal.any([stop, signal]);
    const memberOutage = parts.outageOf(hurry);
    const call = admin.outlasting(memberOutage);
    return {
      access,
      outage: memberOutage,
      patience,
      topics: createTopicAdmin(call),
      groups: createGroupAdmin(call),
      groupsOnce: createGroupAdmin(admin.callOnce),
      stop,
      hurry,
      onCommitLost: ({ message }) =>
        onNotice('warning', `The group's offsets could not be committed: ${message}`),
    };
  }

  return {
    kind: 'kafka',
    clusterId: parts.clusterId,
    address: access.address,
    // An operator may name the ledger too, as for its copies; it is made as it must be all the same.
    ensureTopic: (spec) =>
      spec.name === LEDGER_TOPIC ? ledger.ensure(spec.replicationFactor) : topics.ensure(spec),
    describeTopic: (name) => topics.describe(name),
    deleteTopic: (name) => topics.delete(name),
    openProducer: ({ transactionalId }) => {
      // Its own: what others are answered meanwhile does not make its coordinator come back.
      const own = parts.outageOf(AbortSignal.any([signal, closing.signal]));
      return openTransactionalProducer(
        { ...scan, outage: own, topics, ledger, clock, transactionTimeoutMs },
        transactionalId,
      );
    },
    createConsumer: (consumer) =>
      createKafkaConsumer({ sessionDeps, closing: closing.signal, leaving }, consumer),
    readPartition: (range) => scanPartition(scan, range),
    readLedger: () => ledger.read(),
    readSettledLedger: async () => {
      await ledger.untilDecided();
      return await ledger.read();
    },
    committedOffsets: (groupId, topic) => groups.committed(groupId, topic),
    resetOffsets: (groupId, topic, offsets) => groups.reset(groupId, topic, offsets),
    describeGroup: (groupId) => groups.describe(groupId),
    close: async () => {
      closing.abort();
      await Promise.all(leaving);
      await admin.close();
    },
  };
}
