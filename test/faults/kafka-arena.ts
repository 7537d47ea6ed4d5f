import { readFile } from 'node:fs/promises';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { muteNegativeTimeouts } from '../../src/services/broker/kafka/negative-timeouts.ts';
import { uniqueName } from '../support/broker/topics.ts';
import { until } from '../support/cli/until.ts';
import { KAFKA_VERSION } from '../support/kafka/kafka-libraries.ts';
import { createKafkaServer } from '../support/kafka/kafka-server.ts';
import type { Arena } from './arena.ts';
import { readCommitted } from './read-committed.ts';

/** In seconds: a broker that was killed is back by then, however busy the machine is. */
const BROKER_TIMEOUT = '300';

const TELLING = /WARN|ERROR|FATAL|Transaction|[Ff]enc/;
const MOST_LAST_WORDS = 80;

/** A Kafka of its own, for one that is killed can be no one else's. */
export async function openKafkaArena(): Promise<Arena> {
  muteNegativeTimeouts();
  const server = await createKafkaServer(KAFKA_VERSION);
  const { bootstrapServers } = server;
  const kafka = new Kafka({
    clientId: 'another-tool',
    brokers: [bootstrapServers],
    logLevel: logLevel.NOTHING,
  });
  try {
    await server.start();
  } catch (error) {
    await server.dispose();
    throw error;
  }
  return {
    kind: 'kafka',
    brokerProcess: {
      killAndRestart: async () => {
        await server.kill();
        // On a machine with too much to do a start may take too long; nobody is there to try again.
        await server.start().catch(() => server.start());
      },
    },
    patienceMs: 25_000,
    openPlace: (workspace) => {
      const topic = uniqueName('tracks');
      const group = uniqueName('analytics');
      return {
        workspace,
        topic,
        flags: [...workspace.flags, '--topic', topic, '--consumer-group', group],
        options: { env: { KAFKA_BOOTSTRAP_SERVERS: bootstrapServers, BROKER_TIMEOUT } },
        readCommitted: (name) => readCommitted(kafka, name),
        moveOffsets: (share) => moveOffsets(kafka.admin(), { topic, group, share }),
      };
    },
    lastWords: async () => {
      const lines = (await readFile(server.logFile, 'utf8')).split('\n');
      return lines.filter((line) => TELLING.test(line)).slice(-MOST_LAST_WORDS);
    },
    close: () => server.dispose(),
  };
}

async function moveOffsets(
  admin: Admin,
  {
    topic,
    group,
    share,
  }: { readonly topic: string; readonly group: string; readonly share: number },
): Promise<void> {
  await admin.connect();
  try {
    if (!(await admin.listTopics()).includes(topic)) return;
    await until('the group to be empty', async () => {
      const [found] = (await admin.describeGroups([group])).groups;
      return found?.members.length === 0;
    });
    const partitions = (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({
      partition,
      offset: String(Math.floor(Number(high) * share)),
    }));
    await admin.setOffsets({ groupId: group, topic, partitions });
  } finally {
    await admin.disconnect();
  }
}
