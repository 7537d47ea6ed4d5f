import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Broker } from '../../../src/services/ports.ts';
import { openBrokerAt } from '../../support/broker/open-broker.ts';
import { writeDemoFile } from '../../support/cli/demo-file.ts';
import { isShared, onKafka } from '../../support/cli/on-kafka.ts';
import { resultOf } from '../../support/cli/results.ts';
import { runCli, startCli } from '../../support/cli/start-cli.ts';
import { until } from '../../support/cli/until.ts';
import { createWorkspace } from '../../support/cli/workspace.ts';
import { hasKafka, sharedKafka } from '../../support/kafka/shared-kafka.ts';

const ROWS = 900;

describe.skipIf(!hasKafka)('clean on a Kafka cluster', () => {
  let broker: Broker;
  let dataset: string;

  beforeAll(async () => {
    const { bootstrapServers } = sharedKafka();
    broker = await openBrokerAt({ kind: 'kafka', bootstrapServers });
    dataset = (await writeDemoFile(createWorkspace(afterAll), { rows: ROWS, seed: 3 })).path;
  });
  afterAll(() => broker?.close());

  async function isThere(topic: string): Promise<boolean> {
    return (await broker.describeTopic(topic)) !== undefined;
  }

  test('shows the topics and, with nobody to ask, removes nothing', async () => {
    const workspace = createWorkspace();
    const { topic, flags, options } = onKafka(workspace);
    await runCli(['run', '--dataset', dataset, ...flags], options);
    const before = workspace.exports();

    const { exitCode, stdout, stderr } = await runCli(['clean', ...flags], options);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^trackdeck: CONFIRMATION_NEEDED: .*\n.*--yes/);
    expect(stdout).toContain(`topic  ${topic} on ${sharedKafka().bootstrapServers}, 900 records`);
    expect(stdout).toContain(`topic  ${topic}.dlq on `);
    expect(stdout).toContain('processed_tracks.csv');
    expect([await isThere(topic), await isThere(`${topic}.dlq`)]).toEqual([true, true]);
    expect(workspace.exports()).toEqual(before);
  });

  test('removes the topics, not the ledger of others, and a new run publishes and counts anew', async () => {
    const workspace = createWorkspace();
    const { topic, group, flags, options } = onKafka(workspace);
    const other = onKafka(createWorkspace());
    await runCli(['produce', '--dataset', dataset, ...other.flags], other.options);
    await runCli(['run', '--dataset', dataset, ...flags], options);

    const cleaned = await runCli(['clean', '--yes', ...flags], options);
    const left = [await isThere(topic), await isThere(`${topic}.dlq`), workspace.exports()];
    const committed = await broker.committedOffsets(group, topic);
    const again = await runCli(['run', '--dataset', dataset, ...flags], options);
    const others = await runCli(['produce', '--dataset', dataset, ...other.flags], other.options);

    expect(cleaned.exitCode, cleaned.stderr).toBe(0);
    expect(cleaned.stdout).not.toContain('trackdeck-ledger');
    expect(left).toEqual([false, false, []]);
    expect(committed.size).toBe(0);
    expect(resultOf(again.stdout)).toMatchObject({
      published_now: ROWS,
      consumed: ROWS,
      foreign: 0,
      balanced: true,
    });
    expect(resultOf(others.stdout)).toMatchObject({ published_now: 0, acknowledged: ROWS });
  });

  test('removes nothing while the group consumes on another state directory', async () => {
    const workspace = createWorkspace();
    const { topic, group, flags, options } = onKafka(workspace);
    await runCli(['produce', '--dataset', dataset, ...flags], options);
    const elsewhere = createWorkspace();
    const where = ['--topic', topic, '--consumer-group', group];
    startCli(['consume', ...elsewhere.flags, ...where], options);
    await until('a member', () => isShared(broker, group, 1));

    const { exitCode, stdout, stderr } = await runCli(['clean', '--yes', ...flags], options);

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^trackdeck: GROUP_NOT_EMPTY: The group \S+ still consumes: trackdeck-/m,
    );
    expect(stdout).toBe('');
    expect(await isThere(topic)).toBe(true);
  });

  test('a producer that was at work elsewhere publishes nothing to the topic that comes after', async () => {
    const workspace = createWorkspace();
    const { topic, flags, options } = onKafka(workspace);
    const elsewhere = createWorkspace();
    const slow = ['--topic', topic, '--batch-size', '10', '--delay-between-batches', '0.5'];
    const producer = startCli(
      ['produce', '--dataset', dataset, ...elsewhere.flags, ...slow],
      options,
    );
    await until('a ledger', async () =>
      [...(await broker.readLedger()).keys()].some((key) => key.startsWith(`${topic}/`)),
    );

    const cleaned = await runCli(['clean', '--yes', ...flags], options);
    await broker.ensureTopic({
      name: topic,
      partitions: 3,
      replicationFactor: 1,
      retentionMs: null,
    });
    const ended = await producer.exited;

    expect(cleaned.exitCode, cleaned.stderr).toBe(0);
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toMatch(/^trackdeck: PRODUCER_REPLACED: /m);
    const ends = (await broker.describeTopic(topic))?.partitions.map((part) => part.logEndOffset);
    expect(ends).toEqual([0, 0, 0]);
  });

  test('leaves a topic alone that no ledger explains, unless forced', async () => {
    const workspace = createWorkspace();
    const { topic, flags, options } = onKafka(workspace);
    await broker.ensureTopic({
      name: topic,
      partitions: 1,
      replicationFactor: 1,
      retentionMs: null,
    });
    await sendForeign(topic);

    const refused = await runCli(['clean', '--yes', ...flags], options);
    const isLeft = await isThere(topic);
    const forced = await runCli(['clean', '--yes', '--force', ...flags], options);

    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/TOPIC_HOLDS_OTHER_DATA: .* 1 records? that no ledger explains/);
    expect(isLeft).toBe(true);
    expect(forced.exitCode, forced.stderr).toBe(0);
    expect(await isThere(topic)).toBe(false);
  });

  test('removes nothing here either while the cluster is away', async () => {
    const workspace = createWorkspace();
    await runCli(['run', '--dataset', dataset, ...workspace.flags]);
    const before = workspace.exports();
    const env = { KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1', BROKER_TIMEOUT: '0.5' };

    const { exitCode, stderr } = await runCli(['clean', '--yes', ...workspace.flags], { env });

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^trackdeck: BROKER_UNREACHABLE: /m);
    expect(workspace.exports()).toEqual(before);
  });
});

async function sendForeign(topic: string): Promise<void> {
  const kafka = new Kafka({
    brokers: [sharedKafka().bootstrapServers],
    logLevel: logLevel.NOTHING,
  });
  const producer = kafka.producer();
  onTestFinished(() => producer.disconnect());
  await producer.connect();
  await producer.send({ topic, messages: [{ key: 'theirs', value: 'theirs' }] });
}
