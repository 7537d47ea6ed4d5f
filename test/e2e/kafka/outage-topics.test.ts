import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Broker } from '../../../src/services/ports.ts';
import { openBrokerAt } from '../../support/broker/open-broker.ts';
import { publish, readTopic, topicSpec } from '../../support/broker/topics.ts';
import { writeDemoFile } from '../../support/cli/demo-file.ts';
import { readTrackKeys } from '../../support/cli/exported-files.ts';
import { isShared, onKafka } from '../../support/cli/on-kafka.ts';
import { resultOf } from '../../support/cli/results.ts';
import { type RunningEngine, startEngine, startServed } from '../../support/cli/running-engine.ts';
import { runCli } from '../../support/cli/start-cli.ts';
import { until } from '../../support/cli/until.ts';
import { createWorkspace } from '../../support/cli/workspace.ts';
import { hasKafka, sharedKafka } from '../../support/kafka/shared-kafka.ts';

const ROWS = 3_000;
const SLOWLY = ['--batch-size', '50', '--delay-between-batches', '0.1', '--stats-interval', '1'];

describe.skipIf(!hasKafka)('a topic that changes under the work', () => {
  const shared = createWorkspace(afterAll);
  let dataset: string;
  let broker: Broker;
  let admin: Admin;

  beforeAll(async () => {
    const { bootstrapServers } = sharedKafka();
    dataset = (await writeDemoFile(shared, { rows: ROWS, seed: 47 })).path;
    broker = await openBrokerAt({ kind: 'kafka', bootstrapServers });
    admin = new Kafka({ brokers: [bootstrapServers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
  });

  afterAll(async () => {
    await admin.disconnect();
    await broker.close();
  });

  /** An engine that publishes and counts, some way into its work. */
  async function startWork() {
    const workspace = createWorkspace();
    const place = onKafka(workspace);
    const settings = ['--dataset', dataset, ...SLOWLY];
    const flags = ['--topic', place.topic, '--consumer-group', place.group];
    const engine = await startEngine(workspace, [...settings, ...flags], place.options);
    await untilAtRest(engine);
    await engine.done('start-ingestion');
    await engine.untilState(
      'work',
      ({ producer, consumer }) => producer.totals.acknowledged >= 300 && consumer.countedNow >= 300,
    );
    const run = () => runCli(['run', '--dataset', dataset, ...place.flags], place.options);
    return { ...place, workspace, engine, run };
  }

  async function untilWhole(engine: RunningEngine): Promise<void> {
    await engine.untilState(
      'all to be exported',
      ({ producer, exports }) =>
        producer.status.name === 'complete' && exports.records === producer.totals.acknowledged,
    );
  }

  async function recordIds(topic: string): Promise<readonly number[]> {
    const ids = (await readTopic(broker, topic)).map(
      ({ value }) => (JSON.parse(value.toString()) as { readonly record_id: number }).record_id,
    );
    return ids.toSorted((one, other) => one - other);
  }

  const everyId = Array.from({ length: ROWS }, (_, id) => id);

  test('deleted: the ingestion fails rather than lose rows, and started again begins anew', async () => {
    const { topic, engine, workspace } = await startWork();

    await broker.deleteTopic(topic);
    const failed = await engine.untilState(
      'the end of the ingestion',
      ({ producer }) => producer.status.name === 'failed',
    );
    await engine.untilState('the topic to be made again', ({ topic: known, consumer }) => {
      return known?.unreachable === null && consumer.status.name === 'caught-up';
    });
    await engine.done('start-ingestion');
    await untilWhole(engine);

    expect(failed.producer.status).toMatchObject({
      failure: { code: 'TOPIC_MISSING', message: expect.stringContaining(topic) },
    });
    expect(failed.producer.totals.acknowledged).toBeLessThan(ROWS);
    expect(await recordIds(topic)).toEqual(everyId);
    expect(readTrackKeys(workspace.outputDir)).toHaveLength(ROWS);
  });

  test('made anew at once, with the old members still there: nothing of either is taken for the other', async () => {
    const { topic, engine, workspace, run } = await startWork();

    await broker.deleteTopic(topic);
    await until('the topic to be made again', async () => {
      const made = await broker.ensureTopic(topicSpec(topic, 3)).catch(() => undefined);
      return made !== undefined;
    });
    const failed = await engine.untilState(
      'the end of the ingestion',
      ({ producer }) => producer.status.name === 'failed',
    );
    await untilAtRest(engine);
    await engine.done('start-ingestion');
    await untilWhole(engine);
    await engine.done('shutdown');
    await engine.process.exited;
    const after = await run();

    expect(failed.producer.status).toMatchObject({ failure: { code: 'TOPIC_MISSING' } });
    expect(await recordIds(topic)).toEqual(everyId);
    expect(readTrackKeys(workspace.outputDir)).toHaveLength(ROWS);
    expect(resultOf(after.stdout)).toMatchObject({
      ...{ acknowledged: ROWS, published_now: 0, consumed: ROWS, balanced: true },
    });
  });

  test('made anew with fewer records than the ledger claims: a run says so and publishes all again', async () => {
    const workspace = createWorkspace();
    const { topic, flags, options } = onKafka(workspace);
    const args = ['run', '--dataset', dataset, ...flags];
    await runCli(args, options);
    await broker.deleteTopic(topic);
    await until('the topic to be made again', async () => {
      const made = await broker.ensureTopic(topicSpec(topic, 2)).catch(() => undefined);
      return made?.partitions.length === 2;
    });

    const again = await runCli(args, options);

    expect(again.exitCode, again.stderr).toBe(0);
    expect(again.stderr).toMatch(/was deleted and made again since 3,000 records were published/);
    expect(resultOf(again.stdout)).toMatchObject({
      ...{ acknowledged: ROWS, published_now: ROWS, consumed: ROWS, foreign: 0, balanced: true },
    });
    expect(await recordIds(topic)).toEqual(everyId);
  });

  test('with partitions added: all are taken, and the books balance', async () => {
    const { topic, engine, workspace, run } = await startWork();

    await admin.createPartitions({ topicPartitions: [{ topic, count: 5 }] });
    await engine.untilState('partitions added', ({ consumer }) => 4 in consumer.partitions);
    await publish(broker, topic, [{ key: 'not-a-track', value: 'nor this' }]);
    await untilWhole(engine);
    await engine.done('shutdown');
    await engine.process.exited;
    const { exitCode, stdout, stderr } = await run();

    expect(exitCode, stderr).toBe(0);
    expect(resultOf(stdout)).toMatchObject({
      ...{ acknowledged: ROWS, consumed: ROWS, exported: ROWS, foreign: 1, balanced: true },
    });
    expect(readTrackKeys(workspace.outputDir)).toHaveLength(ROWS);
  });

  test('with records removed before they were read: the gap is counted, named, and there after a restart', async () => {
    const { topic, engine, run } = await startWork();
    await engine.done('pause-consumption');
    await engine.untilState('the end', ({ producer }) => producer.status.name === 'complete');
    const partitions = (await broker.describeTopic(topic))?.partitions ?? [];
    const ends = partitions.map(({ partition, logEndOffset }) => ({
      partition,
      offset: String(logEndOffset - 300),
    }));
    await admin.fetchTopicMetadata({ topics: [topic] });
    await until('the records to be removed', async () => {
      await admin.deleteTopicRecords({ topic, partitions: ends });
      return true;
    });

    await engine.done('resume-consumption');
    const { analytics } = await engine.untilState('all to be counted or missed', (state) => {
      const { total = 0, expired = 0 } = state.analytics?.view ?? {};
      return expired > 0 && total + expired >= ROWS;
    });
    await engine.done('shutdown');
    const said = (await engine.process.exited).stderr;
    const { exitCode, stdout, stderr } = await run();

    const consumed = analytics?.view.total ?? 0;
    const expired = analytics?.view.expired ?? 0;
    expect(said.match(/retention removed offsets \d+ to \d+ of partition/g)).toHaveLength(3);
    expect(consumed).toBeLessThan(ROWS);
    // Offsets, transaction markers among them.
    expect(expired).toBeGreaterThanOrEqual(ROWS - consumed);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^trackdeck: BOOKS_OPEN: /m);
    const numbers = (value: number) => value.toLocaleString('en-US');
    const gap =
      `acknowledged ${numbers(ROWS)}, consumed ${numbers(consumed)}: ` +
      `${numbers(ROWS - consumed)} outstanding; retention removed ${numbers(expired)} unread`;
    expect(resultOf(stdout)).toMatchObject({ acknowledged: ROWS, consumed, balanced: false, gap });
  });

  test('deleted under a consumer that only consumes: it ends with what happened and what to do', async () => {
    const { topic, engine: producer } = await startWork();
    const workspace = createWorkspace();
    const { options } = onKafka(workspace);
    const flags = ['--topic', topic, '--consumer-group', `beside-${topic}`];
    const consumer = await startServed(['consume'], workspace, flags, options);
    await consumer.untilState('records', ({ consumer: { countedNow } }) => countedNow >= 300);
    producer.process.kill('SIGKILL');

    await broker.deleteTopic(topic);
    const { exitCode, stderr } = await consumer.process.exited;

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^trackdeck: TOPIC_MISSING: Topic tracks-.*\n {2}\S/m);
  });

  test('whose group hangs in a rebalance: it is said, the rest goes on, and so does the group in the end', async () => {
    const { topic, group, engine } = await startWork();
    const other = await startHangingMember(group, topic);
    await until('two members', () => isShared(broker, group, 2));
    other.kill('SIGSTOP');
    const third = createWorkspace();
    const { options } = onKafka(third);
    const flags = ['--topic', topic, '--consumer-group', group];
    await startServed(['consume'], third, flags, options);

    const stalled = await engine.untilState('word of it', ({ consumer }) => {
      return (
        consumer.status.name === 'retrying' && consumer.status.failure.code === 'GROUP_REBALANCING'
      );
    });
    const { acknowledged } = stalled.producer.totals;
    await engine.untilState('the ingest to go on', ({ producer }) => {
      return producer.status.name === 'complete' || producer.totals.acknowledged > acknowledged;
    });
    other.kill('SIGKILL');
    await until('a group without it', () => isShared(broker, group, 2), { timeoutMs: 60_000 });
    await untilAtRest(engine);

    expect(stalled.consumer.status).toMatchObject({
      failure: {
        message: expect.stringMatching(/has been in a rebalance for \d+ s: one of its members/),
        hint: expect.stringContaining('hanging-member'),
      },
    });
  });

  async function startHangingMember(group: string, topic: string) {
    const brokers = [sharedKafka().bootstrapServers];
    const member = spawn(process.execPath, ['--input-type=module', '-e', MEMBER], {
      cwd: process.cwd(),
      env: { ...process.env, MEMBER: JSON.stringify({ brokers, group, topic }) },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(async () => {
      if (member.exitCode !== null || member.signalCode !== null) return;
      member.kill('SIGKILL');
      await once(member, 'exit');
    });
    await once(member.stdout, 'data');
    return member;
  }
});

/** Joins, says so, and works until it is stopped; its group waits a quarter of a minute for it. */
const MEMBER = `
  import { Kafka, logLevel } from 'kafkajs';
  const { brokers, group: groupId, topic } = JSON.parse(process.env.MEMBER);
  const kafka = new Kafka({ brokers, clientId: 'hanging-member', logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId, sessionTimeout: 15_000, rebalanceTimeout: 15_000 });
  consumer.on('consumer.group_join', () => console.log('joined'));
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  await consumer.run({ eachMessage: async () => {} });
`;

async function untilAtRest(engine: RunningEngine): Promise<void> {
  await engine.untilState('a member at rest', ({ consumer }) => {
    return consumer.status.name === 'caught-up';
  });
}
