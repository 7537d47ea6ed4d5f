import { describe, onTestFinished, test } from 'vitest';
import { openBrokerAt } from '../../support/broker/open-broker.ts';
import { onKafka } from '../../support/cli/on-kafka.ts';
import { createWorkspace } from '../../support/cli/workspace.ts';
import { expectOnceAfterKills } from '../../support/dlq/killed-redrive.ts';
import { hasKafka, sharedKafka } from '../../support/kafka/shared-kafka.ts';

describe.skipIf(!hasKafka)('dead letters on Kafka', () => {
  test('a redrive that is killed twice in the middle publishes every row once in the end', async () => {
    const workspace = createWorkspace();
    const { bootstrapServers } = sharedKafka();

    await expectOnceAfterKills({
      workspace,
      ...onKafka(workspace),
      openBroker: async () => {
        const broker = await openBrokerAt({ kind: 'kafka', bootstrapServers });
        onTestFinished(() => broker.close());
        return broker;
      },
    });
  });
});
