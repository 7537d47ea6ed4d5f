import { Producer } from '@platformatic/kafka';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startMember } from '../../support/broker/group-member.ts';
import { openBrokerAt } from '../../support/broker/open-broker.ts';
import { createTopic, readTopic, uniqueName, valuesOf } from '../../support/broker/topics.ts';
import { hasKafka, sharedKafka } from '../../support/kafka/shared-kafka.ts';

const PATIENCE = { timeout: 20_000, interval: 20 } as const;

describe.skipIf(!hasKafka)('records of another producer', () => {
  test.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)(
    'are read though it compressed them with %s',
    async (compression) => {
      const { bootstrapServers } = sharedKafka();
      const broker = await openBrokerAt({ kind: 'kafka', bootstrapServers });
      onTestFinished(() => broker.close());
      const topic = await createTopic(broker, 1);
      const other = new Producer({ clientId: 'other', bootstrapBrokers: [bootstrapServers] });
      onTestFinished(() => other.close());
      const values = Array.from({ length: 40 }, (_, index) => `record ${index} `.repeat(20));

      const messages = values.map((value) => ({ topic, value: Buffer.from(value), partition: 0 }));
      await other.send({ messages, compression });

      const groupId = uniqueName('group');
      const member = startMember(broker, { groupId, topic, clientId: 'reader' });
      await expect.poll(() => member.records.length, PATIENCE).toBe(40);
      await member.stop();
      expect(member.values()).toEqual(values);
      expect(valuesOf(await readTopic(broker, topic))).toEqual(values);
    },
  );
});
