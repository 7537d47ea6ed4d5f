import type { ConfigKey, SettingDescription } from '../config.ts';

type Keys = readonly ConfigKey[];

const CLUSTER: Keys = [
  'bootstrapServers',
  'ssl',
  'sslCa',
  'sslCert',
  'sslKey',
  'saslMechanism',
  'saslUsername',
  'saslPasswordFile',
  'topic',
];

/** The cluster, and what is made there where it is missing. */
const BROKER: Keys = [
  ...CLUSTER,
  'topicPartitions',
  'createTopics',
  'logRetentionHours',
  'kafkaUiUrl',
];

const DEMO: Keys = ['demoRows', 'seed'];
const DATASET: Keys = ['dataset', 'datasetUrl', 'demo', ...DEMO];
const STATE: Keys = ['stateDir', 'logLevel'];
const HDFS: Keys = ['hdfsUrl', 'hdfsUser', 'hdfsExportDir'];
const SPARK_MASTER: Keys = ['sparkMasterUrl', 'sparkAppUrl'];
const SPARK: Keys = [...SPARK_MASTER, 'sparkHome', 'sparkKafkaJars', 'sparkTimeoutSeconds'];

const PRODUCING: Keys = [
  ...DATASET,
  ...BROKER,
  'batchSize',
  'delayBetweenBatchesSeconds',
  'force',
  'outputDir',
  ...STATE,
  // Those who look at it are told the lag of this group.
  'consumerGroup',
];

const CONSUMING: Keys = [
  ...BROKER,
  'batchSize',
  'consumerGroup',
  'consumerBatchSize',
  'statsIntervalSeconds',
  'outputDir',
  ...STATE,
  'spreadsheetSafe',
  ...HDFS,
];

const SERVING: Keys = [...PRODUCING, ...CONSUMING, ...SPARK];
const LETTERS: Keys = [...CLUSTER, 'brokerTimeoutSeconds', ...STATE];

/** The settings that each command goes by; the console without a command goes by all. */
const FOLLOWED = {
  run: [...PRODUCING, ...CONSUMING, 'brokerTimeoutSeconds'],
  produce: [...PRODUCING, 'brokerTimeoutSeconds'],
  consume: [...CONSUMING, ...SPARK],
  'engine start': [...SERVING, 'attachOnly'],
  'engine serve': SERVING,
  'engine stop': ['stateDir'],
  'engine status': ['stateDir'],
  'dataset fetch': ['datasetUrl', ...STATE],
  'dataset clear': ['stateDir'],
  'dataset info': ['dataset', 'demo', ...DEMO, 'stateDir'],
  'dataset demo': DEMO,
  'dlq list': LETTERS,
  'dlq show': LETTERS,
  'dlq redrive': [...LETTERS, 'force'],
  'spark submit': [...SPARK, ...CLUSTER, 'consumerGroup', 'outputDir', ...STATE, ...HDFS],
  'spark status': [...SPARK_MASTER, 'stateDir'],
  'spark stop': ['sparkMasterUrl', 'stateDir'],
  clean: [
    ...CLUSTER,
    'brokerTimeoutSeconds',
    'consumerGroup',
    'force',
    'outputDir',
    'stateDir',
    ...HDFS,
  ],
} satisfies Readonly<Record<string, Keys>>;

/** A command by its words, but for the console, which has none. */
export type CommandPath = keyof typeof FOLLOWED;

/** Whether a command goes by a setting; others may be given all the same, as in the environment. */
export function isFollowed(path: CommandPath, { key }: SettingDescription): boolean {
  return (FOLLOWED[path] as Keys).includes(key);
}
