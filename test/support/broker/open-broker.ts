import { openEmbeddedBroker } from '../../../src/services/broker/embedded/embedded-broker.ts';
import {
  type KafkaBrokerOptions,
  openKafkaBroker,
} from '../../../src/services/broker/kafka/kafka-broker.ts';
import { PLAINTEXT } from '../../../src/services/broker/kafka/kafka-security.ts';
import { systemClock } from '../../../src/services/clock.ts';
import type { Broker } from '../../../src/services/ports.ts';
import type { BrokerAddress } from './broker-harness.ts';

/** A broker as a process of its own opens it. */
export async function openBrokerAt(address: BrokerAddress): Promise<Broker> {
  if (address.kind === 'kafka') return await openKafkaBroker(kafkaOptions(address));
  return openEmbeddedBroker({ path: address.path, clock: systemClock });
}

/** Nothing is logged, and nobody is told. */
export function kafkaOptions({
  bootstrapServers,
}: {
  readonly bootstrapServers: string;
}): KafkaBrokerOptions {
  return {
    bootstrapServers,
    security: PLAINTEXT,
    clientId: 'test',
    clock: systemClock,
    brokerTimeoutMs: 30_000,
    signal: new AbortController().signal,
    logger: { log: () => undefined },
    onNotice: () => undefined,
  };
}
