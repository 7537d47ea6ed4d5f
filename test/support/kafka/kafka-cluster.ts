import { KAFKA_VERSION } from './kafka-libraries.ts';
import { kafkaPorts } from './kafka-ports.ts';
import { createKafkaNode, type KafkaServer, newClusterId } from './kafka-server.ts';

/**
 * Three brokers, each a controller too, of which any two can do without the third: whatever is
 * created has three copies, and two must have what is acknowledged. They do not run yet.
 */
export async function createKafkaCluster(): Promise<readonly KafkaServer[]> {
  const clusterId = newClusterId();
  const nodes = await kafkaPorts(3);
  const voters = nodes.map(({ controller }, index) => `${index + 1}@127.0.0.1:${controller}`);
  const settings = {
    'controller.quorum.voters': voters.join(','),
    // A busy machine must not take one that is slow for one that is gone.
    'controller.quorum.election.timeout.ms': 3_000,
    'controller.quorum.fetch.timeout.ms': 6_000,
    'broker.session.timeout.ms': 6_000,
    'default.replication.factor': 3,
    'min.insync.replicas': 2,
    'offsets.topic.replication.factor': 3,
    'transaction.state.log.replication.factor': 3,
    'transaction.state.log.min.isr': 2,
  };
  return Promise.all(
    nodes.map((ports, index) =>
      createKafkaNode(KAFKA_VERSION, {
        clusterId,
        ports,
        settings: { ...settings, 'node.id': index + 1 },
      }),
    ),
  );
}
