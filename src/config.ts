import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { bootstrapServers, serverFault } from './domain/bootstrap-servers.ts';
import { ConsoleError } from './domain/errors.ts';
import { isSecureUrl } from './domain/transport-security.ts';
import { withoutUrlSecrets } from './domain/url-secrets.ts';

/** Part of the program a setting belongs to; the groups of `--help` and of the README table. */
type SettingGroup =
  | 'Data set'
  | 'Broker'
  | 'Producer'
  | 'Consumer'
  | 'Files'
  | 'Screen'
  | 'Storage'
  | 'Spark';

declare module 'zod' {
  interface GlobalMeta {
    /** Name in the environment; the flag and the file key follow from it. */
    readonly env?: string;
    /** Flag without dashes, where it does not follow from `env`. */
    readonly flag?: string;
    readonly group?: SettingGroup;
    /** What stands for the value in `--help`; a switch has none. */
    readonly placeholder?: string;
    /** The default in words, where it is no constant. */
    readonly defaultText?: string;
  }
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)$/;
const numeric = z.preprocess(
  (value) => (typeof value === 'string' && DECIMAL.test(value.trim()) ? Number(value) : value),
  z.number('must be a number'),
);
/** A day: longer waits are no waits, and timers overflow at 24.8 days. */
const MAX_SECONDS = 86_400;
const seconds = (minimum: number) =>
  numeric.pipe(
    z
      .number()
      .min(minimum, `must be at least ${minimum}`)
      .max(MAX_SECONDS, `must be at most ${MAX_SECONDS}`),
  );
const hours = (minimum: number) =>
  numeric.pipe(z.number().min(minimum, `must be at least ${minimum}`));
const whole = (minimum: number, maximum: number) =>
  numeric.pipe(
    z
      .int('must be a whole number')
      .min(minimum, `must be at least ${minimum}`)
      .max(maximum, `must be at most ${maximum}`),
  );
const flag = z.preprocess((value) => {
  if (typeof value !== 'string') return value;
  const word = value.trim().toLowerCase();
  if (['true', '1', 'yes'].includes(word)) return true;
  if (['false', '0', 'no'].includes(word)) return false;
  return value;
}, z.boolean('must be true or false'));
const text = z.string('must be text').min(1, { error: 'must not be empty', abort: true });
const path = text.transform((value) => resolve(value));
const url = (...protocols: readonly string[]) =>
  text
    .refine(
      (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
      `must be a URL with ${protocols.join(' or ')}`,
    )
    .refine(
      (value) => !URL.canParse(value) || new URL(value).username + new URL(value).password === '',
      'must not hold a user or a password',
    );
/** Below the root, so that what is cleaned is never all there is. */
const hdfsPath = text
  .regex(/^(\/[^/\0]+)+\/?$/, 'must be an absolute path below /')
  .refine((value) => !/\/\.{1,2}(\/|$)/.test(value), 'must not have . or .. in it')
  .transform((value) => value.replace(/\/$/, ''));
const downloadUrl = text.refine(
  (value) => URL.canParse(value) && isSecureUrl(new URL(value)),
  'must be a URL with https:, or with http: on this machine',
);
/** Kafka's own rule for the names of topics and, here, groups. */
const kafkaName = text.regex(
  /^(?!\.{1,2}$)[\w.-]{1,249}$/,
  'must be 1 to 249 letters, digits, dots, dashes or underscores',
);

/** A fault is told now: a client would try such a broker again and again, as one that is away. */
const serverList = text.transform((value, context) => {
  const servers = bootstrapServers(value);
  for (const fault of servers.map(serverFault)) {
    if (fault !== null) context.addIssue(fault);
  }
  return servers.join(',');
});

type TopicToCreate = {
  readonly name: string;
  readonly partitions: number;
  /** `null` leaves it to the cluster. */
  readonly replicationFactor: number | null;
};

const topicList = text.transform((value, context): readonly TopicToCreate[] =>
  value.split(',').map((entry) => {
    const [name, partitions, replication, ...rest] = entry.trim().split(':');
    const replicationFactor = replication === undefined ? null : Number(replication);
    const counts = [Number(partitions), replicationFactor ?? 1];
    const isSound = counts.every((count) => Number.isSafeInteger(count) && count >= 1);
    if (!kafkaName.safeParse(name).success || !isSound || rest.length > 0) {
      context.addIssue(`"${entry}" must be name:partitions:replication`);
    }
    return { name: name ?? '', partitions: Number(partitions), replicationFactor };
  }),
);

const stateHome = process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state');
/** The one that is used where none is given. */
export const standardStateDir = resolve(stateHome, 'trackdeck');
/** Where sockets may go whose own path is too long. */
export const runtimeDir = process.env['XDG_RUNTIME_DIR'] || undefined;
const configHome = process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config');

/** Every setting, once: `--help`, the README table and validation all come from here. */
const configSchema = z.strictObject({
  dataset: path.optional().meta({
    env: 'DATASET_PATH',
    flag: 'dataset',
    group: 'Data set',
    placeholder: 'file',
    defaultText: 'the cache, a download, or demo data',
    description: 'the tracks as .csv, .csv.gz or .zip',
  }),
  datasetUrl: downloadUrl.optional().meta({
    env: 'DATASET_URL',
    group: 'Data set',
    placeholder: 'url',
    description: 'replaces both public download sources',
  }),
  demo: flag.default(false).meta({
    env: 'TRACKDECK_DEMO',
    group: 'Data set',
    description: 'use generated demo data',
  }),
  demoRows: whole(1, 100_000_000).default(114_000).meta({
    env: 'TRACKDECK_DEMO_ROWS',
    group: 'Data set',
    placeholder: 'n',
    description: 'rows of demo data',
  }),
  seed: whole(0, 0xffff_ffff).default(1).meta({
    env: 'TRACKDECK_SEED',
    group: 'Data set',
    placeholder: 'n',
    description: 'the same seed gives the same demo data',
  }),
  bootstrapServers: serverList.optional().meta({
    env: 'KAFKA_BOOTSTRAP_SERVERS',
    group: 'Broker',
    placeholder: 'host:port,…',
    defaultText: 'the embedded log',
    description: 'the Kafka cluster to use',
  }),
  ssl: flag.default(false).meta({
    env: 'KAFKA_SSL',
    group: 'Broker',
    description: 'connect to Kafka with TLS; implied by the settings that follow',
  }),
  sslCa: path.optional().meta({
    env: 'KAFKA_SSL_CA',
    group: 'Broker',
    placeholder: 'file',
    defaultText: "the system's authorities",
    description: 'certificate authority of the cluster, PEM',
  }),
  sslCert: path.optional().meta({
    env: 'KAFKA_SSL_CERT',
    group: 'Broker',
    placeholder: 'file',
    description: 'certificate of this client, PEM, where the cluster asks for one',
  }),
  sslKey: path.optional().meta({
    env: 'KAFKA_SSL_KEY',
    group: 'Broker',
    placeholder: 'file',
    description: 'private key of that certificate, PEM, not encrypted',
  }),
  saslMechanism: z
    .enum(
      ['plain', 'scram-sha-256', 'scram-sha-512'],
      'must be plain, scram-sha-256 or scram-sha-512',
    )
    .optional()
    .meta({
      env: 'KAFKA_SASL_MECHANISM',
      group: 'Broker',
      placeholder: 'mechanism',
      description:
        'log in to Kafka: plain, scram-sha-256 or scram-sha-512; the password comes from KAFKA_SASL_PASSWORD or a file',
    }),
  saslUsername: text.optional().meta({
    env: 'KAFKA_SASL_USERNAME',
    group: 'Broker',
    placeholder: 'name',
    description: 'user to log in to Kafka as',
  }),
  saslPasswordFile: path.optional().meta({
    env: 'KAFKA_SASL_PASSWORD_FILE',
    group: 'Broker',
    placeholder: 'file',
    description: 'file whose first line is the password',
  }),
  topic: kafkaName
    .max(245, 'must leave room for .dlq: at most 245 characters')
    .default('spotify-tracks')
    .meta({
      env: 'KAFKA_TOPIC',
      group: 'Broker',
      placeholder: 'name',
      description: 'topic of the tracks; dead letters go to NAME.dlq',
    }),
  topicPartitions: whole(1, 10_000).default(3).meta({
    env: 'KAFKA_TOPIC_PARTITIONS',
    group: 'Broker',
    placeholder: 'n',
    description: 'partitions of the topic when it is created',
  }),
  createTopics: topicList.optional().meta({
    env: 'KAFKA_CREATE_TOPICS',
    group: 'Broker',
    placeholder: 'topics',
    description:
      'topics to create, as name:partitions:replication,…; its entry for the topic goes before --topic-partitions',
  }),
  logRetentionHours: hours(0.01).default(72).meta({
    env: 'KAFKA_LOG_RETENTION_HOURS',
    group: 'Broker',
    placeholder: 'hours',
    description: 'how long records are kept in a topic created here',
  }),
  brokerTimeoutSeconds: seconds(0).default(60).meta({
    env: 'BROKER_TIMEOUT',
    group: 'Broker',
    placeholder: 'seconds',
    description: 'how long run and produce wait for a broker that is away; consume never gives up',
  }),
  kafkaUiUrl: url('http:', 'https:').optional().meta({
    env: 'KAFKA_UI_URL',
    flag: 'kafka-ui-url',
    group: 'Broker',
    placeholder: 'url',
    description: 'address of a web page about the cluster; the console shows it',
  }),
  producerMode: flag.optional().meta({
    env: 'PRODUCER_MODE',
    group: 'Producer',
    placeholder: 'true|false',
    defaultText: 'the command decides',
    description: 'without a command: true is produce, false is consume',
  }),
  batchSize: whole(1, 100_000).optional().meta({
    env: 'BATCH_SIZE',
    group: 'Producer',
    placeholder: 'n',
    defaultText: '1000; consume 100',
    description: 'records in a batch of the role this process plays; the producer in run',
  }),
  delayBetweenBatchesSeconds: seconds(0).default(0).meta({
    env: 'DELAY_BETWEEN_BATCHES',
    group: 'Producer',
    placeholder: 'seconds',
    description: 'pause after each batch',
  }),
  force: flag.default(false).meta({
    env: 'TRACKDECK_FORCE',
    group: 'Producer',
    description: 'publish into a topic that holds other data',
  }),
  consumerGroup: kafkaName.default('spotify-analytics-group').meta({
    env: 'CONSUMER_GROUP',
    group: 'Consumer',
    placeholder: 'name',
    description: 'consumer group',
  }),
  consumerBatchSize: whole(1, 100_000).optional().meta({
    env: 'CONSUMER_BATCH_SIZE',
    group: 'Consumer',
    placeholder: 'n',
    defaultText: '100',
    description: 'records per analytics step where this process also produces',
  }),
  statsIntervalSeconds: seconds(0.1).default(30).meta({
    env: 'STATS_INTERVAL',
    group: 'Consumer',
    placeholder: 'seconds',
    description: 'time between two dashboards and two saves of the exports',
  }),
  outputDir: path.prefault('output').meta({
    env: 'OUTPUT_DIR',
    group: 'Files',
    placeholder: 'directory',
    defaultText: './output',
    description: 'where exports and the rejects file go',
  }),
  stateDir: path.prefault(standardStateDir).meta({
    env: 'TRACKDECK_STATE_DIR',
    group: 'Files',
    placeholder: 'directory',
    defaultText: '~/.local/state/trackdeck',
    description: 'the embedded log, what was counted, and the program log',
  }),
  spreadsheetSafe: flag.default(false).meta({
    env: 'TRACKDECK_SPREADSHEET_SAFE',
    group: 'Files',
    description: "put a ' before exported cells that a spreadsheet would take for a formula",
  }),
  logLevel: z
    .enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error')
    .default('info')
    .meta({
      env: 'LOG_LEVEL',
      group: 'Files',
      placeholder: 'level',
      description: 'detail of the program log: debug, info, warn or error',
    }),
  ascii: flag.default(false).meta({
    env: 'TRACKDECK_ASCII',
    group: 'Screen',
    description: 'draw the console with ASCII characters alone',
  }),
  attachOnly: flag.default(false).meta({
    env: 'TRACKDECK_ATTACH_ONLY',
    group: 'Screen',
    description: 'show and steer an engine that runs already; never start one',
  }),
  hdfsUrl: url('http:', 'https:').optional().meta({
    env: 'HDFS_URL',
    group: 'Storage',
    placeholder: 'url',
    defaultText: 'no HDFS',
    description: 'HTTP address of the NameNode, as http://localhost:9870: exports go there too',
  }),
  hdfsUser: text.optional().meta({
    env: 'HDFS_USER',
    group: 'Storage',
    placeholder: 'name',
    defaultText: 'the user of this process',
    description: 'whom HDFS takes trackdeck for',
  }),
  hdfsExportDir: hdfsPath.default('/trackdeck/exports').meta({
    env: 'HDFS_EXPORT_DIR',
    group: 'Storage',
    placeholder: 'path',
    description: "folder of HDFS that exports go to; it is to be trackdeck's own",
  }),
  sparkMasterUrl: url('spark:', 'http:', 'https:').optional().meta({
    env: 'SPARK_MASTER_URL',
    group: 'Spark',
    placeholder: 'url',
    defaultText: 'no Spark',
    description:
      "address of the master's pages, as http://localhost:8080; or spark://host:7077, its pages then on port 8080 there",
  }),
  sparkAppUrl: url('http:', 'https:').optional().meta({
    env: 'SPARK_APP_URL',
    group: 'Spark',
    placeholder: 'url',
    defaultText: "port 4040 of the master's host",
    description: "where an application's pages are, if it was not submitted here",
  }),
  sparkHome: path.optional().meta({
    env: 'SPARK_HOME',
    group: 'Spark',
    placeholder: 'directory',
    defaultText: 'spark-submit on the PATH',
    description: 'the Spark that submits: its bin/spark-submit',
  }),
  sparkKafkaJars: path.optional().meta({
    env: 'SPARK_KAFKA_JARS',
    group: 'Spark',
    placeholder: 'directory',
    defaultText: 'fetched by Spark',
    description: "the jars of Spark's Kafka connector and of what it needs",
  }),
  sparkTimeoutSeconds: seconds(1).default(600).meta({
    env: 'SPARK_TIMEOUT',
    group: 'Spark',
    placeholder: 'seconds',
    description: 'how long a batch on Spark may take, and a stream until its first',
  }),
});

export type Config = z.output<typeof configSchema>;
export type ConfigKey = keyof Config;

/** How one setting is named everywhere, for the command line and the README. */
export type SettingDescription = {
  readonly key: ConfigKey;
  readonly env: string;
  /** Flag without its dashes. */
  readonly flag: string;
  /** Key in the configuration file. */
  readonly fileKey: string;
  readonly group: SettingGroup;
  /** `undefined` for a switch. */
  readonly placeholder: string | undefined;
  readonly defaultText: string;
  readonly description: string;
};

function flagOf(env: string): string {
  return env
    .replace(/^(KAFKA|TRACKDECK)_/, '')
    .toLowerCase()
    .replaceAll('_', '-');
}

function camelCase(kebab: string): string {
  return kebab.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function describeSetting(key: ConfigKey): SettingDescription {
  const schema = configSchema.shape[key];
  const meta = schema.meta();
  if (meta?.env === undefined || meta.group === undefined || meta.description === undefined) {
    throw new Error(`setting ${key} lacks its description`);
  }
  const flagName = meta.flag ?? flagOf(meta.env);
  const constant = schema.safeParse(undefined).data;
  return {
    key,
    env: meta.env,
    flag: flagName,
    fileKey: camelCase(flagName),
    group: meta.group,
    placeholder: meta.placeholder,
    defaultText: meta.defaultText ?? (constant === undefined ? '' : String(constant)),
    description: meta.description,
  };
}

/** All settings in the order of the schema. */
export const settings: readonly SettingDescription[] = (
  Object.keys(configSchema.shape) as ConfigKey[]
).map(describeSetting);

/** Values by the setting's key, as given on the command line. */
export type FlagValues = Readonly<Partial<Record<ConfigKey, string | boolean>>>;

export type LoadConfigOptions = {
  readonly flags: FlagValues;
  /** Default: this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** `--config`; without it the default file is read where it exists. */
  readonly file?: string | undefined;
};

type Given = { readonly value: unknown; readonly source: string };

/**
 * Settings from flags, environment, file and defaults, the first that has a value wins.
 * An empty environment variable counts as unset.
 *
 * @throws `CONFIG_INVALID` listing every fault, each with where its value came from.
 */
export function loadConfig(options: LoadConfigOptions): Config {
  const faults: string[] = [];
  const fromFile = readConfigFile(options.file, faults);
  const given = new Map<string, Given>();
  for (const setting of settings) {
    const found = lookUp(setting, options, fromFile);
    if (found !== undefined) given.set(setting.key, found);
  }
  const input = Object.fromEntries([...given].map(([key, { value }]) => [key, value]));
  const parsed = configSchema.safeParse(input);
  for (const issue of parsed.error?.issues ?? []) {
    const source = given.get(String(issue.path[0]))?.source ?? issue.path.join('.');
    faults.push(withoutUrlSecrets(`${source}: ${issue.message}`));
  }
  if (!parsed.success || faults.length > 0) throw invalidConfig(faults);
  return parsed.data;
}

/** What a configuration says, by flag and as text, without the secrets in URLs. */
export function shownSettings(config: Config): Readonly<Record<string, string>> {
  const shown = settings.flatMap(({ key, flag: name }) => {
    const value = config[key];
    if (value === undefined) return [];
    const asText = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return [[name, withoutUrlSecrets(asText)] as const];
  });
  return Object.fromEntries(shown);
}

function lookUp(
  setting: SettingDescription,
  { flags, env = process.env }: LoadConfigOptions,
  fromFile: ConfigFile,
): Given | undefined {
  const flagValue = flags[setting.key];
  if (flagValue !== undefined) {
    return { value: flagValue, source: `--${setting.flag} ${flagValue}` };
  }
  const envValue = env[setting.env];
  if (envValue !== undefined && envValue !== '') {
    return { value: envValue, source: `${setting.env}=${envValue} (environment)` };
  }
  const fileValue = fromFile.values[setting.fileKey];
  if (fileValue !== undefined) {
    const shown = `"${setting.fileKey}": ${JSON.stringify(fileValue)}`;
    return { value: fileValue, source: `${shown} (${fromFile.path})` };
  }
  return undefined;
}

type ConfigFile = { readonly path: string; readonly values: Readonly<Record<string, unknown>> };

function readConfigFile(named: string | undefined, faults: string[]): ConfigFile {
  const file = named ?? join(configHome, 'trackdeck', 'config.json');
  const none = { path: file, values: {} };
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (named !== undefined || code !== 'ENOENT') faults.push(`${file}: cannot be read (${code})`);
    return none;
  }
  const values = parseObject(content);
  if (values === undefined) {
    faults.push(`${file}: must be a JSON object of settings`);
    return none;
  }
  const known = new Set(settings.map((setting) => setting.fileKey));
  for (const key of Object.keys(values)) {
    if (!known.has(key)) faults.push(`${file}: unknown key "${key}"`);
  }
  return { path: file, values };
}

function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

/** What only the environment gives: secrets, which a flag would show to others, and the proxy. */
type DownloadEnvironment = {
  /** Of a Kaggle account; without both, Kaggle is asked as anybody is. */
  readonly kaggle: { readonly username: string; readonly password: string } | undefined;
  /** Names of hosts, and the URL of the proxy that all other hosts are reached by. */
  readonly proxy: { readonly HTTPS_PROXY?: string; readonly NO_PROXY?: string };
};

/**
 * `KAGGLE_USERNAME` and `KAGGLE_KEY`, `HTTPS_PROXY` and `NO_PROXY` in capitals or small letters.
 *
 * @throws `CONFIG_INVALID` for a proxy that is no URL; its value is not shown, it may hold a password
 */
export function downloadEnvironment(env: NodeJS.ProcessEnv = process.env): DownloadEnvironment {
  const { KAGGLE_USERNAME: username, KAGGLE_KEY: password } = env;
  const proxy = env['https_proxy'] || env['HTTPS_PROXY'];
  const direct = env['no_proxy'] || env['NO_PROXY'];
  if (proxy && !/^https?:$/.test(URL.parse(proxy)?.protocol ?? '')) {
    throw invalidConfig(['HTTPS_PROXY (environment): must be a URL with http: or https:']);
  }
  return {
    kaggle: username && password ? { username, password } : undefined,
    proxy: { ...(proxy && { HTTPS_PROXY: proxy }), ...(direct && { NO_PROXY: direct }) },
  };
}

/**
 * The environment of a process that is to have the same settings: flags become the variables of
 * their settings, since others see a process's arguments but not its environment.
 */
export function environmentWith(
  flags: FlagValues,
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const given = settings.flatMap((setting) => {
    const value = flags[setting.key];
    return value === undefined ? [] : [[setting.env, String(value)] as const];
  });
  return { ...env, ...Object.fromEntries(given) };
}

/** `KAFKA_SASL_PASSWORD`: a flag would show it to others, a configuration file keep it for them. */
export function kafkaPassword(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env['KAFKA_SASL_PASSWORD'] || undefined;
}

/** What the terminal can show, as far as the environment tells. */
export type TerminalAbilities = {
  /** Nothing but lines of text: no screen can be drawn. */
  readonly isDumb: boolean;
  readonly colour: 'none' | '16' | '256';
};

/** By `TERM` and `COLORTERM`; any `NO_COLOR` takes all colours away. */
export function terminalAbilities(env: NodeJS.ProcessEnv = process.env): TerminalAbilities {
  const { TERM: term = '', COLORTERM: colours = '', NO_COLOR: without = '' } = env;
  const hasMany = colours !== '' || /256|direct|kitty|alacritty|ghostty/.test(term);
  const hasNone = without !== '' || term === '' || /^(dumb|vt\d)/.test(term);
  return { isDumb: term === 'dumb', colour: hasNone ? 'none' : hasMany ? '256' : '16' };
}

/**
 * What the drawing libraries read while they are loaded, so this comes before: React without its
 * checks for developers, and colours as `terminalAbilities` has them.
 */
export function prepareDrawing({ colour }: TerminalAbilities): void {
  process.env['NODE_ENV'] = 'production';
  process.env['FORCE_COLOR'] = { none: '0', '16': '1', '256': '2' }[colour];
}

/** @param faults - each with where its value came from */
export function invalidConfig(faults: readonly string[]): ConsoleError {
  const subject = faults.length === 1 ? 'Configuration is not valid' : 'Configuration has faults';
  return new ConsoleError('CONFIG_INVALID', `${subject}:\n  ${faults.join('\n  ')}`, {
    hint: 'trackdeck --help lists every setting.',
  });
}
