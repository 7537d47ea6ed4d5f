import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig, settings } from '../../src/config.ts';
import { scratchDirectory } from '../support/scratch.ts';

function configFile(content: string): string {
  const file = join(scratchDirectory(), 'config.json');
  writeFileSync(file, content);
  return file;
}

test('a flag goes before the environment, that before the file, that before the default', () => {
  const file = configFile('{"topic": "from-file", "batchSize": 7, "seed": 3}');
  const env = { KAFKA_TOPIC: 'from-env', BATCH_SIZE: '8' };

  const config = loadConfig({ flags: { topic: 'from-flag' }, env, file });

  expect(config.topic).toBe('from-flag');
  expect(config.batchSize).toBe(8);
  expect(config.seed).toBe(3);
  expect(config.topicPartitions).toBe(3);
});

test('an empty environment variable counts as unset', () => {
  const config = loadConfig({ flags: {}, env: { KAFKA_TOPIC: '', STATS_INTERVAL: '' } });

  expect(config.topic).toBe('spotify-tracks');
  expect(config.statsIntervalSeconds).toBe(30);
});

test('all faults are reported together, each with where its value came from', () => {
  const file = configFile('{"logLevel": "loud", "colour": "red"}');
  const env = { STATS_INTERVAL: 'soon' };

  const load = () => loadConfig({ flags: { batchSize: '0' }, env, file });

  expect(load).toThrow(/--batch-size 0: must be at least 1/);
  expect(load).toThrow(/STATS_INTERVAL=soon \(environment\): must be a number/);
  expect(load).toThrow(/"logLevel": "loud" \(.*config\.json\): must be debug, info, warn or error/);
  expect(load).toThrow(/config\.json: unknown key "colour"/);
});

test.each([
  ['1.5', /must be a whole number/],
  ['', /must be a number/],
  ['0x10', /must be a number/],
  ['1e3', /must be a number/],
  ['100001', /must be at most 100000/],
])('a batch size of "%s" is refused', (batchSize, message) => {
  expect(() => loadConfig({ flags: { batchSize }, env: {} })).toThrow(message);
});

test.each(['delayBetweenBatchesSeconds', 'statsIntervalSeconds'] as const)(
  '%s takes decimals',
  (key) => {
    expect(loadConfig({ flags: { [key]: '1.25' }, env: {} })[key]).toBe(1.25);
  },
);

test('a file that is named but missing is a fault, the default one is not', () => {
  expect(() => loadConfig({ flags: {}, env: {}, file: '/nowhere/config.json' })).toThrow(
    '/nowhere/config.json: cannot be read (ENOENT)',
  );
});

test.each(['[]', '{"topic": ', 'null', ''])('a file of %j is refused', (content) => {
  const file = configFile(content);

  expect(() => loadConfig({ flags: {}, env: {}, file })).toThrow('must be a JSON object');
});

test('topics to create are name:partitions:replication, the last of which may be left to the cluster', () => {
  const env = { KAFKA_CREATE_TOPICS: 'spotify-tracks:6:2, other:1:1, third:2' };

  const { createTopics } = loadConfig({ flags: {}, env });

  expect(createTopics).toEqual([
    { name: 'spotify-tracks', partitions: 6, replicationFactor: 2 },
    { name: 'other', partitions: 1, replicationFactor: 1 },
    { name: 'third', partitions: 2, replicationFactor: null },
  ]);
});

test.each(['a:0:1', 'a', 'a:x:1', ':3:1', 'a:1:1:1', 'a b:1:1'])(
  'topics to create of "%s" are refused',
  (value) => {
    expect(() => loadConfig({ flags: {}, env: { KAFKA_CREATE_TOPICS: value } })).toThrow(
      'must be name:partitions:replication',
    );
  },
);

test('a flag is its environment name in kebab-case without the prefix', () => {
  const flags = Object.fromEntries(settings.map(({ env, flag }) => [env, flag]));

  expect(flags).toMatchObject({
    KAFKA_TOPIC: 'topic',
    TRACKDECK_STATE_DIR: 'state-dir',
    OUTPUT_DIR: 'output-dir',
    DATASET_PATH: 'dataset',
    KAFKA_BOOTSTRAP_SERVERS: 'bootstrap-servers',
  });
  // Without its prefix it would say nothing.
  expect(flags['KAFKA_UI_URL']).toBe('kafka-ui-url');
});

test('every setting says what it is', () => {
  for (const setting of settings) expect(setting.description, setting.env).not.toBe('');
  expect(new Set(settings.map(({ flag }) => flag)).size).toBe(settings.length);
});

test('a password for Kafka is no setting: it has no flag, and a configuration file may not hold it', () => {
  const file = configFile('{"saslPassword": "hush"}');

  const load = () => loadConfig({ flags: {}, env: {}, file });

  expect(settings.map(({ env }) => env)).not.toContain('KAFKA_SASL_PASSWORD');
  expect(load).toThrow('unknown key "saslPassword"');
  expect(load).not.toThrow('hush');
});

test('a mechanism to log in to Kafka that is none is refused', () => {
  const env = { KAFKA_SASL_MECHANISM: 'kerberos' };

  expect(() => loadConfig({ flags: {}, env })).toThrow(
    'must be plain, scram-sha-256 or scram-sha-512',
  );
});

test('every faulty broker of a list is told, with where the list comes from', () => {
  const env = { KAFKA_BOOTSTRAP_SERVERS: 'a:1,,b' };

  const load = () => loadConfig({ flags: {}, env });

  expect(load).toThrow(/KAFKA_BOOTSTRAP_SERVERS=a:1,,b \(environment\): has an empty entry/);
  expect(load).toThrow(/KAFKA_BOOTSTRAP_SERVERS=a:1,,b \(environment\): "b" must be host:port/);
});

test('blanks around the brokers of a list go no further', () => {
  const { bootstrapServers } = loadConfig({ flags: { bootstrapServers: ' a:1 , b:2' }, env: {} });

  expect(bootstrapServers).toBe('a:1,b:2');
});

test('a login in a broker that is refused is not shown', () => {
  const load = () => loadConfig({ flags: { bootstrapServers: 'ssl://me:secret@a:1' }, env: {} });

  expect(load).toThrow(/must be host:port/);
  expect(load).not.toThrow(/secret/);
});
