import { Admin } from '@platformatic/kafka';
import type { Broker } from '../../../src/services/ports.ts';
import { sharedKafka } from '../kafka/shared-kafka.ts';
import type { BrokerHarness } from './broker-harness.ts';
import { openBrokerAt } from './open-broker.ts';

/** Says that everything up to the log end is to be deleted. */
const TO_THE_END = -1n;

/** Clients of the Kafka that all test files share; topics and groups keep the tests apart. */
export async function openKafkaHarness(): Promise<BrokerHarness> {
  const { bootstrapServers } = sharedKafka();
  const address = { kind: 'kafka', bootstrapServers } as const;
  const brokers: Broker[] = [];
  const admin = new Admin({ clientId: 'operator', bootstrapBrokers: [bootstrapServers] });

  return {
    address,
    openBroker: async () => {
      const broker = await openBrokerAt(address);
      brokers.push(broker);
      return broker;
    },
    nowMs: () => Date.now(),
    sessionTimeoutMs: 1_500,
    expireRecords: async (topic) => {
      const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true });
      const partitions = Array.from(
        { length: topics.get(topic)?.partitionsCount ?? 0 },
        (_, partition) => ({ partition, offset: TO_THE_END }),
      );
      await admin.deleteRecords({ topics: [{ name: topic, partitions }] });
    },
    growTopic: async (topic, partitions) => {
      await admin.createPartitions({
        topics: [{ name: topic, count: partitions, assignments: null }],
      });
    },
    close: async () => {
      await Promise.all(brokers.map((broker) => broker.close()));
      await admin.close();
    },
  };
}
