import { expect, test } from 'vitest';
import { createClusterAccess } from '../../../../../src/services/broker/kafka/cluster-access.ts';
import { createGroupClient } from '../../../../../src/services/broker/kafka/group-client.ts';
import { createPatience } from '../../../../../src/services/broker/kafka/patience.ts';
import { kafkaOptions } from '../../../../support/broker/open-broker.ts';

/** A port that no broker has. */
const NOBODY = { bootstrapServers: '127.0.0.1:1' };

test('a member that has not joined, or has lost its broker, is told where to read without harm', async () => {
  const access = createClusterAccess(kafkaOptions(NOBODY));
  const ending = new AbortController().signal;
  const client = createGroupClient(
    { access, patience: createPatience({ address: access.address, ending }) },
    {
      groupId: 'group',
      topic: 'topic',
      clientId: 'member',
      sessionTimeoutMs: 10_000,
      heartbeatIntervalMs: 3_000,
      onRebalancing: () => undefined,
      onJoined: () => undefined,
      onBatch: async () => undefined,
      onSkipped: () => undefined,
      onBrokers: () => undefined,
      onFetch: () => undefined,
    },
  );

  client.seek(0, 5);
  client.pause([0]);
  client.resume([0]);
  const committing = client.commit(new Map([[0, { offset: 5, metadata: '' }]]));

  await expect(committing).rejects.toMatchObject({
    code: 'BROKER_UNREACHABLE',
    isRetryable: true,
  });
});
