import type { Clock, OutgoingRecord, Transaction, TransactionalProducer } from '../../ports.ts';
import type { AdminConnection } from './admin-call.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { untilVisible } from './cluster-queries.ts';
import type { LedgerTopic } from './ledger-topic.ts';
import type { Outage } from './outage.ts';
import { outgoingMessages } from './outgoing-messages.ts';
import type { Patience } from './patience.ts';
import { beginProducerLife } from './producer-life.ts';
import type { TopicAdmin, TopicLimits } from './topic-admin.ts';
import { openTransaction } from './transaction.ts';

export type ProducerDependencies = {
  readonly access: ClusterAccess;
  readonly admin: AdminConnection;
  readonly topics: TopicAdmin;
  readonly ledger: LedgerTopic;
  readonly outage: Outage;
  readonly patience: Patience;
  readonly clock: Clock;
  readonly transactionTimeoutMs: number;
};

export async function openTransactionalProducer(
  deps: ProducerDependencies,
  transactionalId: string,
): Promise<TransactionalProducer> {
  const { admin, topics, patience, clock } = deps;
  const life = await beginProducerLife(deps, transactionalId);
  const limits = new Map<string, TopicLimits>();
  let current: Transaction | undefined;
  let sends = 0;

  async function requests(topic: string, records: readonly OutgoingRecord[]) {
    const found = limits.get(topic) ?? (await topics.limits(topic));
    limits.set(topic, found);
    sends += 1;
    const keylessPartition = sends % found.partitions;
    return outgoingMessages(records, {
      ...found,
      topic,
      keylessPartition,
      timestampMs: clock.now(),
    });
  }

  return {
    begin: async () => {
      if (current !== undefined) throw new Error('The producer has an open transaction already');
      const session = await life.session();
      current = openTransaction({
        life,
        patience,
        inner: await session.begin(),
        requests,
        // It is committed whatever comes of the waiting.
        untilVisible: (spans) =>
          admin.callOnce({}, (client) => untilVisible(client, spans.list())).catch(() => undefined),
        onEnd: () => {
          current = undefined;
        },
      });
      return current;
    },
    close: async () => {
      await current?.abort();
      await life.close();
    },
  };
}
