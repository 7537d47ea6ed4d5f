import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config.ts';
import { composeFaults } from '../../support/docker/compose-faults.ts';
import {
  DOCKER_DIRECTORY,
  parseCompose,
  readCompose,
  readComposeText,
  type Service,
  serviceOf,
} from '../../support/docker/compose-file.ts';

const compose = readCompose();

/** The configuration of a container of ours, with nothing from the shell that starts it. */
function configOf({ environment }: Service) {
  const given = Object.entries(environment).filter(([, value]) => value !== null);
  return loadConfig({ flags: {}, env: Object.fromEntries(given) as NodeJS.ProcessEnv });
}

describe('the Compose file', () => {
  test('has no faults', () => {
    expect(composeFaults(compose)).toEqual([]);
  });

  test.each([
    ['kafka-data:/var/lib/kafka/data', 'elsewhere:/data', 'kafka: there is no volume elsewhere'],
    ['- producer-state:', '- consumer-state:', 'volume producer-state is used by nobody'],
    ['./hadoop/core-site.xml', './hadoop/gone.xml', 'namenode: there is no ./hadoop/gone.xml'],
    [
      'spark-master:\n        cond',
      'nobody:\n        cond',
      'spark-worker: depends on nobody, which',
    ],
    [
      'spark-master:\n        cond',
      'console:\n        cond',
      'spark-worker: depends on console, which only',
    ],
    [
      'kafka-consumer:\n        cond',
      'console:\n        cond',
      'console: waits until console is healthy, and nothing',
    ],
    [
      'restart: "no"\n    logging',
      'restart: always\n    logging',
      'kafka-producer: waits until kafka-topics',
    ],
    ['test: [CMD, /bin/bash, -c, "exec 3<>/dev/tcp/localhost/9870"]', 'disable: true', 'schema'],
    [
      'INTERNAL://kafka:9093',
      'INTERNAL://kafka:9094',
      'listener INTERNAL is advertised with another',
    ],
    ['EXTERNAL://localhost:9092', 'EXTERNAL://kafka-1:9092', 'nobody knows kafka-1:9092'],
    ['"127.0.0.1:9092:9092"', '"127.0.0.1:19092:9092"', 'localhost:9092 is advertised and not'],
    ['CONTROLLER:PLAINTEXT', 'CONTROLLR:PLAINTEXT', 'listener CONTROLLER has no protocol'],
    ['1@kafka:29093', '1@kafka:9093', 'the quorum is not 1@kafka:29093'],
    ['      - kafka:9093', '      - kafka:9092', 'kafka-topics uses kafka:9092'],
    ['apache/kafka:4.3.1', 'apache/kafka:latest', 'kafka: apache/kafka:latest is no pinned'],
    ['apache/hadoop:3.5.0', 'apache/hadoop:3', 'hdfs-volumes: apache/hadoop:3 is no pinned'],
    ['"127.0.0.1:8090:8080"', '"8090:8080"', 'kafka-ui: 8090:8080 is open to the network'],
    ['"127.0.0.1:8081:8081"', '"127.0.0.1:8080:8081"', 'port 8080 is published twice'],
    ['    mem_limit: 384m\n', '', 'kafka-topics: may take all memory'],
    ['-Xmx512m', '-Xmx2g', 'kafka: has a heap larger than its memory'],
    ['      max-size: 10m\n', '', 'kafka: may fill the disk with its log'],
    ['    user: hadoop', '    user: root', 'namenode: runs as root'],
    ['STATS_INTERVAL:', 'STATS_INTERVALS:', 'kafka-consumer: STATS_INTERVALS is no setting'],
    [
      'broker that does not answer too.\n  stop_grace_period: 30s',
      '\n  stop_grace_period: 9s',
      'console: is killed',
    ],
    ['  cap_drop: [ALL]\n', '', 'kafka-producer: may do too much'],
    ['  restart: unless-stopped\n', '', 'kafka: does not say whether'],
    ['mem_limit: 1g', 'mem_limits: 1g', 'schema'],
    ['PRODUCER_MODE: "true"', 'PRODUCER_MODE: true', 'schema'],
    ['condition: service_healthy', 'condition: healthy', 'schema'],
  ])('a slip is found: %j for %j', (right, wrong, fault) => {
    const text = readComposeText();

    const slipped = text.replace(right, wrong);

    expect(slipped).not.toBe(text);
    expect(faultsOf(slipped).join('\n')).toContain(fault);
  });
});

describe('the containers of trackdeck', () => {
  test('the producer publishes a thousand rows a second to the inner listener, once', () => {
    const producer = serviceOf(compose, 'kafka-producer');

    expect(configOf(producer)).toMatchObject({
      bootstrapServers: 'kafka:9093',
      topic: 'spotify-tracks',
      producerMode: true,
      batchSize: 1000,
      delayBetweenBatchesSeconds: 1,
      outputDir: '/app/output',
      stateDir: '/app/state',
    });
    expect(producer.restart).toBe('no');
  });

  test('the consumer counts in the group of the architecture until it is stopped', () => {
    const consumer = serviceOf(compose, 'kafka-consumer');

    expect(configOf(consumer)).toMatchObject({
      bootstrapServers: 'kafka:9093',
      topic: 'spotify-tracks',
      producerMode: false,
      consumerGroup: 'spotify-analytics-group',
      batchSize: 100,
      statsIntervalSeconds: 30,
      outputDir: '/app/output',
      hdfsUrl: 'http://namenode:9870',
      sparkMasterUrl: 'http://spark-master:8080',
      sparkAppUrl: 'http://spark-job:4040',
    });
    expect(consumer.restart).toBe('unless-stopped');
  });

  test('the console is on request, on a terminal, beside the consumer, and only attaches', () => {
    const console = serviceOf(compose, 'console');
    const consumer = serviceOf(compose, 'kafka-consumer');

    expect(console).toMatchObject({ profiles: ['console'], tty: true, stdin_open: true });
    expect(console.volumes).toEqual(consumer.volumes);
    expect(console.depends_on).toEqual({ 'kafka-consumer': { condition: 'service_healthy' } });
    expect(configOf(console).attachOnly).toBe(true);
    expect(configOf(console).producerMode).toBeUndefined();
    expect(configOf(console).stateDir).toBe(configOf(consumer).stateDir);
  });

  test('the producer has a state directory of its own, where no console looks for an engine', () => {
    const stateOf = (name: string) =>
      serviceOf(compose, name).volumes.find((volume) => volume.endsWith(':/app/state'));

    expect(stateOf('kafka-producer')).toBe('producer-state:/app/state');
    expect(stateOf('kafka-consumer')).toBe('consumer-state:/app/state');
  });
});

test('the topic is made with three partitions and the retention that the containers are told', () => {
  const { command = [] } = serviceOf(compose, 'kafka-topics');
  const { environment } = serviceOf(compose, 'kafka');
  const { topic, logRetentionHours } = configOf(serviceOf(compose, 'kafka-producer'));

  const words = command.join(' ');

  expect(words).toContain(`--create --if-not-exists --topic ${topic} --partitions 3 `);
  expect(words).toContain(`--config retention.ms=${logRetentionHours * 3_600_000}`);
  expect(environment['KAFKA_LOG_RETENTION_HOURS']).toBe(String(logRetentionHours));
});

test('HDFS keeps its data in the volumes, and answers where it is looked for', () => {
  const site = readFileSync(`${DOCKER_DIRECTORY}hadoop/hdfs-site.xml`, 'utf8');
  const values = [...site.matchAll(/<name>(.*)<\/name>\s*<value>(.*)<\/value>/g)];
  const setting = (key: string) => values.find(([, name]) => name === key)?.[2];
  const mounts = (name: string) => serviceOf(compose, name).volumes;

  expect(mounts('namenode')).toContain('hdfs-name:/hdfs/name');
  expect(setting('dfs.namenode.name.dir')).toBe('file:///hdfs/name');
  expect(mounts('datanode')).toContain('hdfs-data:/hdfs/data');
  expect(setting('dfs.datanode.data.dir')).toBe('file:///hdfs/data');
  expect(setting('dfs.namenode.http-address')).toBe('0.0.0.0:9870');
  expect(setting('dfs.datanode.hostname')).toBe(serviceOf(compose, 'datanode').hostname);
});

test('the job of Spark reads the topic, at the master that has its workers, into the export folder', () => {
  const job = serviceOf(compose, 'spark-job');
  const words = job.command?.join(' ') ?? '';
  const site = readFileSync(`${DOCKER_DIRECTORY}hadoop/core-site.xml`, 'utf8');
  const fileSystem = /<name>fs.defaultFS<\/name>\s*<value>(.*)<\/value>/.exec(site)?.[1];
  const { bootstrapServers, topic, hdfsExportDir } = configOf(serviceOf(compose, 'kafka-consumer'));
  const workers = serviceOf(compose, 'spark-worker').command ?? [];
  const [script = ''] = job.volumes;

  expect(job).toMatchObject({ profiles: ['spark'], restart: 'no', hostname: 'spark-job' });
  expect(words).toContain(`--master ${workers.at(-1)} `);
  expect(words).toContain(`--bootstrap-servers ${bootstrapServers} --topic ${topic} `);
  expect(words).toContain(`--output ${fileSystem}${hdfsExportDir}/spark/`);
  expect(words).toContain(` ${script.split(':')[1]} `);
  expect(script).toMatch(/^\.\/spark\/track_analytics\.py:/);
});

test('the job brings the Kafka connector of the Spark that all of it runs on', () => {
  const versionOf = (name: string) => /:(\d+\.\d+\.\d+)-/.exec(serviceOf(compose, name).image)?.[1];
  const words = serviceOf(compose, 'spark-job').command?.join(' ') ?? '';

  expect(words).toContain(`spark-sql-kafka-0-10_2.13:${versionOf('spark-job')}`);
  expect(versionOf('spark-job')).toBe(versionOf('spark-master'));
  expect(versionOf('spark-job')).toBe(versionOf('spark-worker'));
});

function faultsOf(text: string): readonly string[] {
  try {
    return composeFaults(parseCompose(text));
  } catch (error) {
    return [`schema: ${error}`];
  }
}
