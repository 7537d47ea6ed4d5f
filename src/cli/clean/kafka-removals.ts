import type { Config } from '../../config.ts';
import { ConsoleError } from '../../domain/errors.ts';
import { formatCount } from '../../domain/format.ts';
import { LEDGER_TOPIC } from '../../services/broker/kafka/ledger-topic.ts';
import type { Broker, TopicDescription } from '../../services/ports.ts';
import { deadLetterTopic } from '../../state/commands/dead-letter.ts';
import { ingestProducerId } from '../../state/commands/ingest-producer-id.ts';
import { topicLedgers } from '../../state/commands/topic-ledgers.ts';
import type { Removal } from './removal.ts';

/**
 * What trackdeck made on the cluster for this topic: the topic with all records, its dead letters,
 * and the ledger, unless it accounts for other topics too. The group's offsets go with the topic.
 *
 * @throws `GROUP_NOT_EMPTY` while the group consumes; `TOPIC_HOLDS_OTHER_DATA` for records that no
 * ledger explains, unless forced
 */
export async function kafkaRemovals(
  broker: Broker,
  { topic, consumerGroup, force }: Pick<Config, 'topic' | 'consumerGroup' | 'force'>,
): Promise<readonly Removal[]> {
  const tracks = await broker.describeTopic(topic);
  const letters = await broker.describeTopic(deadLetterTopic(topic));
  const ledger = await broker.describeTopic(LEDGER_TOPIC);
  const entries = await broker.readLedger();
  const remove = ({ name }: TopicDescription): Removal => ({
    amount: 'topic',
    name: `${name} on ${broker.address}`,
    remove: () => broker.deleteTopic(name),
  });
  const removals: Removal[] = [];
  if (tracks !== undefined) {
    const published = topicLedgers(entries, tracks).map(({ totals }) => totals.acknowledged);
    if (published.length === 0 && !force) requireEmpty(tracks);
    await requireNoMembers(broker, consumerGroup);
    const records = published.reduce((sum, count) => sum + count, 0);
    removals.push({
      amount: 'topic',
      name: `${topic} on ${broker.address}, ${formatCount(records)} records published`,
      async remove() {
        if (ledger !== undefined) await fenceProducer(broker, topic);
        await broker.deleteTopic(topic);
      },
    });
  }
  if (letters !== undefined) removals.push(remove(letters));
  const isShared = [...entries.keys()].some((key) => !key.startsWith(`${topic}/`));
  if (ledger !== undefined && !isShared) removals.push(remove(ledger));
  return removals;
}

/** One that is still at work must not go on in the middle of a topic that is made after this one. */
async function fenceProducer(broker: Broker, topic: string): Promise<void> {
  const producer = await broker.openProducer({ transactionalId: ingestProducerId(topic) });
  await producer.close();
}

function requireEmpty({ name, partitions }: TopicDescription): void {
  const offsets = partitions.reduce(
    (sum, { logStartOffset, logEndOffset }) => sum + logEndOffset - logStartOffset,
    0,
  );
  if (offsets === 0) return;
  throw new ConsoleError(
    'TOPIC_HOLDS_OTHER_DATA',
    `Topic ${name} holds up to ${offsets} records that no ledger explains`,
    {
      hint: 'Nothing was removed. --force removes them too; without KAFKA_BOOTSTRAP_SERVERS only this machine is cleaned.',
      context: { topic: name },
    },
  );
}

async function requireNoMembers(broker: Broker, groupId: string): Promise<void> {
  const { members } = await broker.describeGroup(groupId);
  if (members.length === 0) return;
  const who = members.map(({ clientId }) => clientId).join(', ');
  throw new ConsoleError('GROUP_NOT_EMPTY', `The group ${groupId} still consumes: ${who}`, {
    hint: 'Nothing was removed. Stop its consumers first.',
    context: { groupId },
  });
}
