import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Admin } from '@platformatic/kafka';
import { type Certificates, makeCertificates } from './certificates.ts';
import { kafkaLibraries } from './kafka-libraries.ts';
import { type KafkaPorts, kafkaPorts } from './kafka-ports.ts';
import { type KafkaSettings, scramArguments, serverProperties } from './server-properties.ts';

const LOG_CONFIGURATION = fileURLToPath(new URL('log4j2.properties', import.meta.url));
const STARTED = 'Kafka Server started';
const START_TIMEOUT_MS = 120_000;

/** A Kafka broker of one node on the loopback address. */
export type KafkaServer = {
  readonly bootstrapServers: string;
  readonly clusterId: string;
  readonly ports: KafkaPorts;
  readonly certificates: Certificates;
  readonly logFile: string;
  /** Starts it, or starts it again on the same data and ports. */
  start(): Promise<void>;
  /** SIGKILL: no clean-up of any kind. */
  kill(): Promise<void>;
  /** SIGSTOP and SIGCONT: connections stay, answers do not come. */
  freeze(): void;
  thaw(): void;
  /** Stops it and removes its data. */
  dispose(): Promise<void>;
};

/** What tells one broker from another. */
export type KafkaNode = {
  readonly clusterId: string;
  readonly ports: KafkaPorts;
  /** What it has instead of, or beside, what every broker here has. */
  readonly settings: KafkaSettings;
};

/** Sets up a broker of its own in a temporary directory; it does not run yet. */
export async function createKafkaServer(
  version: string,
  settings: KafkaSettings = {},
): Promise<KafkaServer> {
  const [ports] = await kafkaPorts(1);
  if (ports === undefined) throw new Error('There are no free ports');
  return createKafkaNode(version, { clusterId: newClusterId(), ports, settings });
}

/** The same of one broker of several. */
export async function createKafkaNode(version: string, node: KafkaNode): Promise<KafkaServer> {
  const libraries = await kafkaLibraries(version);
  const directory = await mkdtemp(join(tmpdir(), 'trackdeck-kafka-'));
  try {
    return await setUpServer(directory, libraries, node);
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

export function newClusterId(): string {
  // Not the first letter of all: an id that begins with a dash would be taken for a flag.
  return `T${randomBytes(16).toString('base64url').slice(1)}`;
}

async function setUpServer(
  directory: string,
  libraries: string,
  { clusterId, ports, settings }: KafkaNode,
): Promise<KafkaServer> {
  const certificates = await makeCertificates(directory);
  const properties = join(directory, 'server.properties');
  const logFile = join(directory, 'broker.log');
  const classPath = ['-cp', join(libraries, '*')];
  const data = join(directory, 'data');
  await writeFile(properties, serverProperties(ports, certificates, data, settings));
  const format = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties];
  await promisify(execFile)('java', [...classPath, ...format, ...scramArguments()]);

  const bootstrapServers = `127.0.0.1:${ports.plain}`;
  let broker: ChildProcess | undefined;

  async function start(): Promise<void> {
    const memory = ['-Xms128m', '-Xmx512m', '-XX:+UseG1GC'];
    const log = `-Dlog4j2.configurationFile=${LOG_CONFIGURATION}`;
    const parameters = [...memory, log, ...classPath, 'kafka.Kafka', properties];
    broker = spawn('java', parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
    await untilStarted(broker, logFile);
    await requireOwn(bootstrapServers, clusterId);
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const ending = broker;
    broker = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const exited = once(ending, 'exit');
    ending.kill(signal);
    await exited;
  }

  return {
    bootstrapServers,
    clusterId,
    ports,
    certificates,
    logFile,
    start,
    kill: () => end('SIGKILL'),
    freeze: () => void broker?.kill('SIGSTOP'),
    thaw: () => void broker?.kill('SIGCONT'),
    dispose: async () => {
      // Nobody needs what a clean stop would save.
      await end('SIGKILL');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function untilStarted(broker: ChildProcess, logFile: string): Promise<void> {
  const log = createWriteStream(logFile, { flags: 'a' });
  const started = Promise.withResolvers<void>();
  let tail = '';
  broker.stdout?.setEncoding('utf8').on('data', (text: string) => {
    log.write(text);
    if (tail.includes(STARTED)) return;
    tail += text;
    if (tail.includes(STARTED)) started.resolve();
  });
  broker.stderr?.pipe(log);
  broker.once('exit', (code) => started.reject(new Error(`The broker ended with ${code}`)));
  const timer = setTimeout(
    () => started.reject(new Error('The broker did not start in time')),
    START_TIMEOUT_MS,
  );
  try {
    await started.promise;
  } catch (error) {
    broker.kill('SIGKILL');
    throw new Error(`${await readFile(logFile, 'utf8')}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** Another process may have been given the port meanwhile. */
async function requireOwn(bootstrapServers: string, clusterId: string): Promise<void> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [bootstrapServers], retries: 20 });
  try {
    const { id } = await admin.metadata({ topics: [] });
    if (id !== clusterId) throw new Error(`${bootstrapServers} is another cluster: ${id}`);
  } finally {
    await admin.close();
  }
}
