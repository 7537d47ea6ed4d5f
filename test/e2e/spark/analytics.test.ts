import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { Kafka, logLevel } from 'kafkajs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DATASET_HEADER } from '../../../src/domain/track.ts';
import { createWebHdfs } from '../../../src/services/hdfs/web-hdfs.ts';
import { isRealDataOptional, realDataPath } from '../../support/cli/real-data.ts';
import { runCli, startCli } from '../../support/cli/start-cli.ts';
import { until } from '../../support/cli/until.ts';
import { ownCluster } from '../../support/hdfs/own-cluster.ts';
import { hasKafka, sharedKafka } from '../../support/kafka/shared-kafka.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { countedTopic, runIn } from '../../support/spark/counted-topic.ts';
import { jobProcesses } from '../../support/spark/job-processes.ts';
import { hasSpark, ownSpark } from '../../support/spark/own-spark.ts';
import { trackOf } from '../../support/tracks.ts';

const signal = new AbortController().signal;
const DEMO = ['--demo', '--demo-rows', '900'];

describe.skipIf(!hasSpark || !hasKafka)('the analytics on a real Spark', () => {
  const spark = ownSpark();
  const hdfs = ownCluster();

  test.skipIf(isRealDataOptional)(
    'of the whole data set are those of the console, and their Parquet is in HDFS',
    async () => {
      const { flags, options } = await countedTopic(spark(), ['--dataset', realDataPath()]);
      const { url, user } = hdfs();
      const env = { ...options.env, HDFS_URL: url, HDFS_USER: user };

      const { exitCode, stdout, stderr } = await runCli(['spark', 'submit', '--json', ...flags], {
        env,
      });

      expect(exitCode, stderr).toBe(0);
      const run = runIn(stdout);
      expect(run).toMatchObject({
        name: 'finished',
        comparison: { verdict: 'agrees', figures: 1158 },
        result: {
          ...{ tracks: 114_000, foreign: 0, unreadable: 0, incomplete: 1 },
          ...{ uniqueTracks: 89_741, uniqueArtists: 31_437, uniqueArtistNames: 29_859 },
          uniqueGenres: 114,
        },
        sparkVersion: '4.2.0',
      });
      const output = run.name === 'finished' ? run.output : '';
      expect(output).toMatch(/^hdfs:\/\/.+\/trackdeck\/exports\/spark\/\d{8}T\d{6}Z$/);
      const genres = await parquetInHdfs(new URL(output.replace('hdfs:', 'http:')).pathname);
      expect(genres).toHaveLength(114);
      expect(genres.reduce((sum, { tracks }) => sum + Number(tracks), 0)).toBe(114_000);
    },
  );

  test('count records of others and broken ones apart, and name what only one of the two can read, over TLS with a login', async () => {
    const { topic, flags, options } = await countedTopic(spark(), DEMO);
    await publish(topic, [
      { value: 'not of trackdeck' },
      { value: JSON.stringify(trackOf({ popularity: 101 })), headers: { [DATASET_HEADER]: 'ab' } },
      // Half a character: JavaScript keeps it, the JSON parser of Spark does not take it.
      {
        value: JSON.stringify(trackOf({ track_name: '\ud800', track_genre: 'planted' })),
        headers: { [DATASET_HEADER]: 'ab' },
      },
    ]);
    const consumed = await runCli(['run', ...DEMO, ...flags], options);

    const { exitCode, stdout, stderr } = await runCli(
      ['spark', 'submit', '--json', '--output', scratchDirectory(), ...flags],
      { env: { ...options.env, ...secured() } },
    );

    expect(consumed.stdout).toContain('"consumed":900');
    expect(exitCode, stderr).toBe(1);
    expect(stderr).toContain('Spark and the console differ in 25 of 1168');
    expect(runIn(stdout)).toMatchObject({
      result: { tracks: 900, foreign: 1, unreadable: 2 },
      comparison: {
        verdict: 'differs',
        differences: expect.arrayContaining([
          { figure: 'tracks', console: 901, spark: 900 },
          { figure: 'unreadable records', console: 1, spark: 2 },
        ]),
      },
    });
  });

  test('go on as a stream in the engine, which ends it within two seconds and leaves nothing of it', async () => {
    const { workspace, topic, flags, options } = await countedTopic(spark(), DEMO);
    const output = scratchDirectory();
    const engine = startCli(['engine', 'serve', ...flags], options);
    await until('the engine', () => existsSync(workspace.socketPath));

    const submitted = startCli(
      ['spark', 'submit', '--streaming', '--output', output, '--json', ...flags],
      options,
    );
    await submitted.untilStderr(/batch 0, 900 tracks/);
    const status = await runCli(['spark', 'status', ...flags], options);
    const stopped = await runCli(['spark', 'stop', ...flags], options);
    const { exitCode, stdout, stderr } = await submitted.exited;
    engine.kill('SIGTERM');

    expect(status.stdout).toMatch(
      /run \d{8}T\d{6}Z streaming, batch 0, 900 tracks, .*, 0 offsets behind/,
    );
    expect(Number(/in ([\d.]+) s/.exec(stopped.stdout)?.[1])).toBeLessThanOrEqual(2);
    expect(jobProcesses(topic)).toEqual([]);
    expect(exitCode, stderr).toBe(0);
    expect(runIn(stdout)).toMatchObject({
      name: 'stopped',
      result: { tracks: 900 },
      comparison: { verdict: 'agrees' },
    });
    const [part = ''] = readdirSync(join(output, 'summary')).filter((name) =>
      name.endsWith('.parquet'),
    );
    expect(await parquetOf(readFileSync(join(output, 'summary', part)))).toMatchObject([
      { tracks: 900n },
    ]);
    await until('no application', async () => (await spark().told()).activeapps.length === 0);
    await engine.exited;
  });

  test('are refused at once where master, broker, storage or a worker is missing', async () => {
    const { flags, options } = await countedTopic(spark(), DEMO);
    const refused = async (env: Readonly<Record<string, string>>) => {
      const startedAt = performance.now();
      const { exitCode, stderr } = await runCli(['spark', 'submit', ...flags], {
        env: { ...options.env, ...env },
      });
      expect(performance.now() - startedAt).toBeLessThan(20_000);
      return [exitCode, /trackdeck: (\w+)/.exec(stderr)?.[1] ?? stderr];
    };

    expect(await refused({ SPARK_MASTER_URL: 'http://127.0.0.1:9' })).toEqual([
      1,
      'SPARK_UNREACHABLE',
    ]);
    expect(await refused({ KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:9' })).toEqual([
      1,
      'BROKER_UNREACHABLE',
    ]);
    expect(await refused({ HDFS_URL: 'http://127.0.0.1:9' })).toEqual([1, 'HDFS_UNREACHABLE']);
    expect(await refused({ KAFKA_BOOTSTRAP_SERVERS: '' })).toEqual([2, 'SPARK_NEEDS_KAFKA']);
    expect(await refused({ SPARK_HOME: '/nowhere' })).toEqual([2, 'SPARK_NOT_INSTALLED']);
    await spark().worker.end('SIGTERM');
    await spark().untilWorkers(0);
    expect(await refused({})).toEqual([1, 'SPARK_NO_WORKER']);
  });

  /** The rows of the one file that a run has put there. */
  async function parquetInHdfs(folder: string): Promise<readonly Record<string, unknown>[]> {
    const { url, user } = hdfs();
    const files = await createWebHdfs({ url, user }).list(`${folder}/genres`, signal);
    const [name = ''] = files.map((file) => file.name).filter((one) => one.endsWith('.parquet'));
    const query = new URLSearchParams({ op: 'OPEN', 'user.name': user });
    const answer = await fetch(`${url}/webhdfs/v1${folder}/genres/${name}?${query}`);
    return parquetOf(Buffer.from(await answer.arrayBuffer()));
  }
});

function parquetOf(content: Buffer): Promise<Record<string, unknown>[]> {
  const { buffer, byteOffset, byteLength } = content;
  const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  return parquetReadObjects({ file });
}

/** The listener of the shared Kafka that asks for a password. */
function secured() {
  const { ports, certificates } = sharedKafka();
  return {
    KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${ports.sasl}`,
    KAFKA_SSL_CA: certificates.ca,
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_SASL_USERNAME: 'alice',
    KAFKA_SASL_PASSWORD: 'alice-secret',
  };
}

type Message = { readonly value: string; readonly headers?: Readonly<Record<string, string>> };

async function publish(topic: string, messages: readonly Message[]): Promise<void> {
  const kafka = new Kafka({
    brokers: [sharedKafka().bootstrapServers],
    logLevel: logLevel.NOTHING,
  });
  const producer = kafka.producer();
  await producer.connect();
  onTestFinished(() => producer.disconnect());
  await producer.send({ topic, messages: messages.map((one) => ({ ...one })) });
}
