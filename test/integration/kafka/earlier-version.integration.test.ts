import { describe, expect, onTestFinished, test } from 'vitest';
import { commitEachBatch, startMember } from '../../support/broker/group-member.ts';
import { openBrokerAt } from '../../support/broker/open-broker.ts';
import { createTopic, keyedRecords, publish, readTopic } from '../../support/broker/topics.ts';
import { EARLIER_KAFKA_VERSION } from '../../support/kafka/kafka-libraries.ts';
import { createKafkaServer } from '../../support/kafka/kafka-server.ts';
import { hasKafka } from '../../support/kafka/shared-kafka.ts';

const PATIENCE = { timeout: 60_000, interval: 20 } as const;

describe.skipIf(!hasKafka)(`Kafka ${EARLIER_KAFKA_VERSION}`, () => {
  test('takes transactions, keeps the ledger and serves a group', async () => {
    const server = await createKafkaServer(EARLIER_KAFKA_VERSION);
    onTestFinished(() => server.dispose());
    await server.start();
    const { bootstrapServers } = server;
    const broker = await openBrokerAt({ kind: 'kafka', bootstrapServers });
    onTestFinished(() => broker.close());

    const topic = await createTopic(broker);
    await publish(broker, topic, keyedRecords(50));
    const member = startMember(broker, {
      groupId: 'smoke',
      topic,
      clientId: 'smoke',
      onDelivery: commitEachBatch,
    });
    await expect.poll(() => member.isIdle() && member.records.length, PATIENCE).toBe(50);
    await member.stop();

    expect(await readTopic(broker, topic)).toHaveLength(50);
    expect((await broker.readLedger()).get(`published/${topic}`)).toBe('done');
    const committed = [...(await broker.committedOffsets('smoke', topic)).values()];
    const ends = (await broker.describeTopic(topic))?.partitions.map((each) => each.logEndOffset);
    expect(committed.map(({ offset }) => offset)).toEqual(ends);
  });
});
