import { onTestFinished } from 'vitest';
import { setRules } from './access-rules.ts';
import { sharedKafka } from './shared-kafka.ts';

/** Until the test ends the user may do anything with topics of this prefix but create them. */
export async function forbidCreation(username: string, prefix: string): Promise<void> {
  const topics = { resource: 'TOPIC', name: prefix, isPrefix: true } as const;
  const cluster = { resource: 'CLUSTER', name: 'kafka-cluster' } as const;
  const takeBack = await setRules(sharedKafka().bootstrapServers, username, [
    { ...topics, operation: 'ALL' },
    { ...topics, operation: 'CREATE', isDenied: true },
    { ...cluster, operation: 'CREATE', isDenied: true },
  ]);
  onTestFinished(takeBack);
}
