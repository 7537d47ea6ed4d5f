import { setTimeout } from 'node:timers/promises';
import type { Broker, OutgoingRecord } from '../../../src/services/ports.ts';

/** Long enough for whatever is still on its way. */
const SILENCE_MS = 300;
const FLOW_MS = 100;
/** Between two transactions; a broker within this process would otherwise leave it no time. */
const BREATH_MS = 5;

export type PauseFigures = {
  /** From pausing to the last record that still came, one for each round; 0 when none did. */
  readonly pauseMs: readonly number[];
  /** From resuming to the first record. */
  readonly resumeMs: readonly number[];
};

/** A member reads a steady flow of records, and is paused and resumed so many times. */
export async function measurePauses(
  broker: Broker,
  topic: string,
  rounds: number,
): Promise<PauseFigures> {
  await broker.ensureTopic({
    name: topic,
    partitions: 3,
    replicationFactor: null,
    retentionMs: null,
  });
  const job = new AbortController();
  const flowing = keepPublishing(broker, topic, job.signal);
  const consumer = broker.createConsumer({ groupId: topic, topic, clientId: 'bench' });
  let lastRecordAt = 0;
  let onRecords = () => {};
  const reading = (async () => {
    for await (const delivery of consumer.consume(job.signal)) {
      if (delivery.type !== 'records' || delivery.batch.records.length === 0) continue;
      lastRecordAt = performance.now();
      onRecords();
    }
  })();
  const nextRecords = () =>
    new Promise<void>((resolve) => {
      onRecords = resolve;
    });
  await nextRecords();
  const pauseMs: number[] = [];
  const resumeMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await setTimeout(FLOW_MS);
    const pausedAt = performance.now();
    consumer.pause();
    await setTimeout(SILENCE_MS);
    pauseMs.push(Math.max(0, lastRecordAt - pausedAt));
    const arriving = nextRecords();
    const resumedAt = performance.now();
    consumer.resume();
    await arriving;
    resumeMs.push(lastRecordAt - resumedAt);
  }
  job.abort();
  await Promise.all([reading, flowing]);
  return { pauseMs, resumeMs };
}

async function keepPublishing(broker: Broker, topic: string, signal: AbortSignal): Promise<void> {
  const producer = await broker.openProducer({ transactionalId: topic });
  for (let sent = 0; !signal.aborted; sent += 1) {
    const records = Array.from({ length: 30 }, (_, index): OutgoingRecord => {
      return { key: `key-${sent}-${index}`, value: 'x'.repeat(500) };
    });
    const transaction = await producer.begin();
    await transaction.send(topic, records);
    await transaction.commit(() => ({ key: topic, value: String(sent) }));
    await setTimeout(BREATH_MS);
  }
  await producer.close();
}
