import { FindCoordinatorKeyTypes } from '@platformatic/kafka';
import { type Message, Partitioners, type Transaction } from 'kafkajs';
import type { AdminConnection } from './admin-call.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { translateKafkaError } from './kafka-errors.ts';
import { LEDGER_TOPIC } from './ledger-topic.ts';
import { whyNoCoordinator } from './missing-coordinator.ts';
import type { Patience } from './patience.ts';

/**
 * After a commit the broker refuses the next transaction for some milliseconds: the first retry must
 * be short. All of them last 7 s, which outlives a change of leader; who calls waits for a broker
 * that is away for longer.
 */
const RETRY = { initialRetryTime: 20, maxRetryTime: 1_000, multiplier: 2, retries: 12 };

/** One kafkajs producer, initialised: every earlier one of its transactional id is fenced. */
export type ProducerSession = {
  begin(): Promise<Transaction>;
  close(): Promise<void>;
};

type SessionDependencies = {
  readonly access: ClusterAccess;
  readonly admin: AdminConnection;
  readonly patience: Patience;
  /** How long a transaction may stand still before Kafka ends it. */
  readonly transactionTimeoutMs: number;
};

/** @param claim - sent before anybody is fenced, so that whoever is can see by whom. */
export async function openProducerSession(
  { access, admin, patience, transactionTimeoutMs }: SessionDependencies,
  transactionalId: string,
  claim?: Message,
): Promise<ProducerSession> {
  const producer = access.openKafkajs({ retry: RETRY }).producer({
    transactionalId,
    transactionTimeout: transactionTimeoutMs,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: RETRY,
  });
  // Nothing depends on how a connection ends.
  const close = () => patience.answered(producer.disconnect()).catch(() => undefined);

  async function open(): Promise<void> {
    await producer.connect();
    if (claim !== undefined) await producer.send({ topic: LEDGER_TOPIC, messages: [claim] });
    // Initialises the producer id, which ends what an earlier producer left open.
    await (await producer.transaction()).abort();
  }

  const askForCoordinator = () =>
    admin.callOnce({ transactionalId }, (client) =>
      client.findCoordinator({
        keyType: FindCoordinatorKeyTypes.TRANSACTION,
        keys: [transactionalId],
      }),
    );

  try {
    await patience.answered(open());
  } catch (error) {
    await close();
    const subject = { address: access.address, topic: LEDGER_TOPIC, transactionalId };
    throw translateKafkaError(await whyNoCoordinator(error, askForCoordinator), subject);
  }
  return { begin: () => producer.transaction(), close };
}
