import type { TestProject } from 'vitest/node';
import type { Certificates } from './certificates.ts';
import { KAFKA_VERSION, missingTools } from './kafka-libraries.ts';
import type { KafkaPorts } from './kafka-ports.ts';
import { createKafkaServer } from './kafka-server.ts';

/** The broker that all test files of a run share. */
export type SharedKafka = {
  readonly bootstrapServers: string;
  readonly clusterId: string;
  readonly ports: KafkaPorts;
  readonly certificates: Certificates;
};

declare module 'vitest' {
  interface ProvidedContext {
    /** `null` where this machine cannot run a broker. */
    readonly kafka: SharedKafka | null;
  }
}

/** Starts the broker before the first test file and stops it after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const missing = missingTools();
  if (missing.length > 0) {
    const text = `No Kafka on this machine: ${missing.join(', ')} not found`;
    if (process.env['CI'] === 'true') throw new Error(`${text}; CI must run the Kafka tests`);
    process.stderr.write(`\n*** ${text}. THE KAFKA TESTS ARE SKIPPED. ***\n\n`);
    project.provide('kafka', null);
    return async () => undefined;
  }
  const server = await createKafkaServer(KAFKA_VERSION);
  try {
    await server.start();
  } catch (error) {
    await server.dispose();
    throw error;
  }
  const { bootstrapServers, clusterId, ports, certificates } = server;
  project.provide('kafka', { bootstrapServers, clusterId, ports, certificates });
  return () => server.dispose();
}
