import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openKafkaBroker } from '../../../src/services/broker/kafka/kafka-broker.ts';
import { sleep } from '../../../src/services/clock.ts';
import type { Broker } from '../../../src/services/ports.ts';
import { ingest } from '../../../src/state/commands/ingest.ts';
import { commitEachBatch, startMember } from '../../support/broker/group-member.ts';
import { kafkaOptions } from '../../support/broker/open-broker.ts';
import {
  createTopic,
  keyedRecords,
  publish,
  readTopic,
  uniqueName,
} from '../../support/broker/topics.ts';
import { csvRow, ingestInto, rowSourceOf, setUpIngest } from '../../support/ingest-setup.ts';
import { KAFKA_VERSION } from '../../support/kafka/kafka-libraries.ts';
import { createKafkaServer, type KafkaServer } from '../../support/kafka/kafka-server.ts';
import { hasKafka } from '../../support/kafka/shared-kafka.ts';

const PATIENCE = { timeout: 60_000, interval: 20 } as const;

/** A port that no broker has. */
const NOBODY = { bootstrapServers: '127.0.0.1:1' };

async function open(server: KafkaServer, notices: string[] = []): Promise<Broker> {
  const broker = await openKafkaBroker({
    ...kafkaOptions(server),
    brokerTimeoutMs: 60_000,
    onNotice: (_, text) => notices.push(text),
  });
  onTestFinished(() => broker.close());
  return broker;
}

describe.skipIf(!hasKafka)('a broker that is away', () => {
  /** Up before every test, and after it. */
  let server: KafkaServer;

  beforeAll(async () => {
    server = await createKafkaServer(KAFKA_VERSION);
    await server.start();
  });

  afterAll(() => server?.dispose());

  test('killed and started again in the middle of an ingest, it has every record once', async () => {
    const broker = await open(server);
    const rows = Array.from({ length: 30_000 }, (_, index) => csvRow(`track-${index}`));
    const setup = setUpIngest(await rowSourceOf(rows));
    const options = { ...ingestInto(uniqueName('tracks')), batchSize: 500 };

    const ingesting = ingest(
      { ...setup.deps, broker, sleep },
      options,
      new AbortController().signal,
    );
    const committed = () => setup.events.filter(({ type }) => type === 'ingest/committed').length;
    await expect.poll(committed, PATIENCE).toBeGreaterThanOrEqual(2);
    await server.kill();
    const beforeOutage = committed();
    await server.start();
    const ledger = await ingesting;

    expect(beforeOutage).toBeLessThan(6);
    expect(ledger.totals.acknowledged).toBe(30_000);
    const records = await readTopic(broker, options.topic.name);
    expect(records).toHaveLength(30_000);
    expect(new Set(records.map(({ key }) => key)).size).toBe(30_000);
  });

  test('killed and started again, it finds its consumers going on by themselves', async () => {
    const notices: string[] = [];
    const broker = await open(server, notices);
    const topic = await createTopic(broker);
    await publish(broker, topic, keyedRecords(100, 'before'));
    const member = startMember(broker, {
      groupId: 'survivors',
      topic,
      clientId: 'survivor',
      onDelivery: commitEachBatch,
    });
    await expect.poll(() => member.isIdle() && member.records.length, PATIENCE).toBe(100);

    await server.kill();
    await expect.poll(() => notices.join('\n'), PATIENCE).toContain('Cannot reach Kafka at');
    await server.start();
    await publish(broker, topic, keyedRecords(100, 'after'));
    await expect.poll(() => member.isIdle() && member.records.length, PATIENCE).toBe(200);

    expect(new Set(member.values()).size).toBe(200);
    expect(notices.at(-1)).toMatch(/is back after \d+ s$/);
    await member.stop();
  });

  test('absent at the start, it is waited for as long as was asked, and no longer', async () => {
    const notices: string[] = [];

    const opening = openKafkaBroker({
      ...kafkaOptions(NOBODY),
      brokerTimeoutMs: 2_000,
      onNotice: (_, text) => notices.push(text),
    });

    await expect(opening).rejects.toMatchObject({ code: 'BROKER_UNREACHABLE' });
    expect(notices[0]).toMatch(/^Cannot reach Kafka at .* \(ECONNREFUSED\).*; trying again$/);
  });

  test('a stop ends the waiting for a broker that is absent at the start', async () => {
    const stop = new AbortController();
    const onNotice = vi.fn();
    const opening = openKafkaBroker({
      ...kafkaOptions(NOBODY),
      brokerTimeoutMs: Number.POSITIVE_INFINITY,
      signal: stop.signal,
      onNotice,
    });
    const refused = expect(opening).rejects.toThrow('enough');
    await expect.poll(() => onNotice.mock.calls.length, PATIENCE).toBeGreaterThan(0);

    stop.abort(new Error('enough'));

    await refused;
  });
});
