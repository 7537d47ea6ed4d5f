import { afterAll, beforeAll } from 'vitest';
import { KAFKA_VERSION } from './kafka-libraries.ts';
import { createKafkaServer, type KafkaServer } from './kafka-server.ts';
import { hasKafka } from './shared-kafka.ts';

/** A broker for all tests of a file, running, that they may kill or freeze; what they end they start again. */
export function ownKafka(): () => KafkaServer {
  let server: KafkaServer | undefined;
  beforeAll(async () => {
    if (!hasKafka) return;
    server = await createKafkaServer(KAFKA_VERSION);
    await server.start();
  });
  afterAll(async () => {
    server?.thaw();
    await server?.dispose();
  });
  return () => {
    if (server === undefined) throw new Error('No Kafka is running');
    return server;
  };
}
