import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedBroker } from '../../../src/services/broker/embedded/embedded-broker.ts';
import { openLogFile } from '../../../src/services/broker/embedded/log-file.ts';
import type { Broker } from '../../../src/services/ports.ts';
import type { BrokerHarness } from './broker-harness.ts';
import { RETENTION_MS } from './topics.ts';

/** An embedded log of its own in a temporary directory; time passes when a test says so. */
export async function openEmbeddedHarness(): Promise<BrokerHarness> {
  const directory = await mkdtemp(join(tmpdir(), 'embedded-log-'));
  const path = join(directory, 'log.sqlite');
  const brokers: Broker[] = [];
  let elapsedMs = 0;
  const clock = { now: () => Date.now() + elapsedMs };

  async function openBroker(): Promise<Broker> {
    const broker = openEmbeddedBroker({ path, clock });
    brokers.push(broker);
    return broker;
  }

  return {
    address: { kind: 'embedded', path },
    openBroker,
    nowMs: clock.now,
    sessionTimeoutMs: 2_000,
    expireRecords: async () => {
      elapsedMs += RETENTION_MS + 60_000;
      await (await openBroker()).close();
    },
    growTopic: async (topic, partitions) => growTopic(path, topic, partitions),
    close: async () => {
      for (const broker of brokers) await broker.close();
      await rm(directory, { recursive: true });
    },
  };
}

function growTopic(path: string, topic: string, partitions: number): void {
  const log = openLogFile({ path });
  const insert = log.prepare(
    'INSERT OR IGNORE INTO partitions (topic_ref, partition) SELECT ref, ? FROM topics WHERE name = ?',
  );
  log.write(() => {
    for (let partition = 0; partition < partitions; partition += 1) insert.run(partition, topic);
  });
  log.close();
}
