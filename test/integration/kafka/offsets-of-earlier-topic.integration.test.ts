import { describe, expect, onTestFinished, test } from 'vitest';
import { startMember } from '../../support/broker/group-member.ts';
import { openBrokerAt } from '../../support/broker/open-broker.ts';
import {
  createTopic,
  keyedRecords,
  publish,
  topicSpec,
  uniqueName,
} from '../../support/broker/topics.ts';
import { until } from '../../support/cli/until.ts';
import { hasKafka, sharedKafka } from '../../support/kafka/shared-kafka.ts';

describe.skipIf(!hasKafka)('a topic that was deleted and made again', () => {
  test('has nothing of what a member of the earlier one commits after that', async () => {
    const broker = await openBrokerAt({ kind: 'kafka', ...sharedKafka() });
    onTestFinished(() => broker.close());
    const topic = await createTopic(broker, 1);
    await publish(broker, topic, keyedRecords(3));
    const groupId = uniqueName('group');
    const member = startMember(broker, { groupId, topic, clientId: 'earlier' });
    member.ended.catch(() => undefined);
    await until('the records', () => member.isIdle() && member.records.length === 3);

    await broker.deleteTopic(topic);
    await until('the topic to be made again', async () => {
      return (await broker.ensureTopic(topicSpec(topic, 1)).catch(() => undefined)) !== undefined;
    });
    const offset = { offset: 3, metadata: 'its store' };
    // One that has noticed already is refused.
    await member.consumer.commit(new Map([[0, offset]])).catch(() => undefined);

    expect(await broker.committedOffsets(groupId, topic)).toEqual(new Map());
  });
});
