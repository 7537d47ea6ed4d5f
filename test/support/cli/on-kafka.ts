import type { Broker } from '../../../src/services/ports.ts';
import { uniqueName } from '../broker/topics.ts';
import { sharedKafka } from '../kafka/shared-kafka.ts';
import type { CliOptions } from './start-cli.ts';
import type { Workspace } from './workspace.ts';

/** How a command works on the shared Kafka, with a topic and a group that nobody else uses. */
export type OnKafka = {
  readonly topic: string;
  readonly group: string;
  readonly flags: readonly string[];
  readonly options: Required<Pick<CliOptions, 'env'>>;
};

export function onKafka(workspace: Workspace): OnKafka {
  const topic = uniqueName('tracks');
  const group = uniqueName('analytics');
  const flags = [...workspace.flags, '--topic', topic, '--consumer-group', group];
  const env = { KAFKA_BOOTSTRAP_SERVERS: sharedKafka().bootstrapServers };
  return { topic, group, flags, options: { env } };
}

/** Whether so many members have joined, each with at least one partition. */
export async function isShared(broker: Broker, group: string, members: number): Promise<boolean> {
  const found = (await broker.describeGroup(group)).members;
  return found.length === members && found.every(({ partitions }) => partitions.length > 0);
}

/** Nothing of the topic is left to be committed: lag is zero, markers included. */
export async function isCommitted(
  broker: Broker,
  { group, topic }: Pick<OnKafka, 'group' | 'topic'>,
): Promise<boolean> {
  const committed = await broker.committedOffsets(group, topic);
  const partitions = (await broker.describeTopic(topic))?.partitions ?? [];
  return (
    partitions.length > 0 &&
    partitions.every(
      ({ partition, logEndOffset }) => committed.get(partition)?.offset === logEndOffset,
    )
  );
}
