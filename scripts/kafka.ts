/** Starts the Kafka that the tests run on, to play with: `npm run kafka`; Ctrl+C ends it. */
import { once } from 'node:events';
import { KAFKA_VERSION, missingTools } from '../test/support/kafka/kafka-libraries.ts';
import { createKafkaServer } from '../test/support/kafka/kafka-server.ts';

const missing = missingTools();
if (missing.length > 0) {
  process.stderr.write(`Not found on this machine: ${missing.join(', ')}\n`);
  process.exit(1);
}
process.stderr.write(`Starting Kafka ${KAFKA_VERSION}; the first time it is downloaded\n`);
const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
const server = await createKafkaServer(KAFKA_VERSION);
try {
  await server.start();
  const { bootstrapServers, clusterId, logFile } = server;
  process.stderr.write(
    `Cluster ${clusterId}, log in ${logFile}; Ctrl+C ends it and removes its data\n`,
  );
  process.stdout.write(`KAFKA_BOOTSTRAP_SERVERS=${bootstrapServers}\n`);
  await stopped;
} finally {
  await server.dispose();
}
