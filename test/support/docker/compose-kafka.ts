import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { until } from '../cli/until.ts';
import { freePorts } from '../free-ports.ts';
import { createJavaDaemon } from '../hdfs/java-daemon.ts';
import { mavenLibraries } from '../java/maven-libraries.ts';
import { type Compose, type Service, serviceOf } from './compose-file.ts';

const POM = fileURLToPath(new URL('kafka-image-pom.xml', import.meta.url));
const LOG_CONFIGURATION = fileURLToPath(new URL('../kafka/log4j2.properties', import.meta.url));
const PATIENCE = { timeoutMs: 60_000, intervalMs: 500 };
const COMMAND_TIMEOUT_MS = 30_000;
/** What the image's scripts run. */
const TOOLS = {
  'kafka-topics.sh': 'org.apache.kafka.tools.TopicCommand',
  'kafka-broker-api-versions.sh': 'org.apache.kafka.tools.BrokerApiVersionsCommand',
} as const;

/** The `kafka` service of the Compose file as a plain process. */
export type ComposeKafka = {
  /** What is advertised to the other containers, and to the machine around them. */
  readonly inside: string;
  readonly outside: string;
  /** A service's environment with the addresses that hold here; `null` ones left out. */
  environmentOf(service: Service): Readonly<Record<string, string>>;
  /** Runs the command of a service of the same image to its end. @throws when it fails */
  run(service: Service): Promise<void>;
  dispose(): Promise<void>;
};

/**
 * Starts it as its image does: the image's own start-up turns the environment into the broker's
 * configuration and formats the storage. Only host names, ports and the data directory are others.
 * Waits until the health check succeeds.
 *
 * @throws what the broker has said, when it does not start
 */
export async function startComposeKafka(compose: Compose): Promise<ComposeKafka> {
  const kafka = serviceOf(compose, 'kafka');
  const version = kafka.image.split(':').at(-1) ?? '';
  const libraries = await mavenLibraries(`kafka-image-${version}`, POM, [
    `-Dkafka.version=${version}`,
  ]);
  const directory = await mkdtemp(join(tmpdir(), 'trackdeck-compose-'));
  const relocate = await relocation(directory);
  const environmentOf = (service: Service) => environmentWith(service, relocate);
  const env = { ...process.env, ...environmentOf(kafka) };
  const classPath = ['-cp', join(libraries, '*')];
  await writeTools(directory, classPath);
  const properties = await setUp(directory, classPath, env);
  const heap = (kafka.environment['KAFKA_HEAP_OPTS'] ?? '').split(' ');
  const logging = `-Dlog4j2.configurationFile=${LOG_CONFIGURATION}`;
  const logFile = join(directory, 'broker.log');
  const broker = createJavaDaemon(
    [...heap, logging, ...classPath, 'kafka.Kafka', properties],
    logFile,
  );
  broker.start();
  const shell = (command: string) =>
    promisify(execFile)('sh', ['-c', relocate(command)], { env, timeout: COMMAND_TIMEOUT_MS });

  const dispose = async () => {
    await broker.end('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const isHealthy = () =>
      shell(healthCommand(kafka)).then(
        () => true,
        () => false,
      );
    await until('the broker to be healthy', isHealthy, PATIENCE);
  } catch (error) {
    const log = await readFile(logFile, 'utf8');
    await dispose();
    throw new Error(log, { cause: error });
  }

  return {
    inside: relocate('kafka:9093'),
    outside: relocate('localhost:9092'),
    environmentOf,
    async run({ command = [] }) {
      await shell(command.join(' '));
    },
    dispose,
  };
}

function healthCommand({ healthcheck }: Service): string {
  if (healthcheck === undefined || !('test' in healthcheck)) throw new Error('No health check');
  return healthcheck.test[1];
}

/** Puts the addresses and paths of this machine in the place of the containers'. */
async function relocation(directory: string): Promise<(text: string) => string> {
  const [outside, inside, controller] = await freePorts(3);
  const ports: Readonly<Record<string, number | undefined>> = {
    9092: outside,
    9093: inside,
    29093: controller,
  };
  return (text) =>
    text
      .replaceAll(
        /(?:kafka|localhost)?:(29093|9093|9092)\b/g,
        (_, port) => `127.0.0.1:${ports[port]}`,
      )
      .replaceAll('/var/lib/kafka', directory)
      .replaceAll('/opt/kafka/bin', join(directory, 'bin'));
}

function environmentWith(
  { environment }: Service,
  relocate: (text: string) => string,
): Readonly<Record<string, string>> {
  const given = Object.entries(environment).flatMap(([name, value]) =>
    value === null ? [] : [[name, relocate(value)] as const],
  );
  return Object.fromEntries(given);
}

/** The scripts of the image that are used, at `bin/`. */
async function writeTools(directory: string, classPath: readonly string[]): Promise<void> {
  await mkdir(join(directory, 'bin'));
  const java = classPath.map((word) => `'${word}'`).join(' ');
  for (const [name, main] of Object.entries(TOOLS)) {
    const script = `#!/bin/sh\nexec java $KAFKA_HEAP_OPTS ${java} ${main} "$@"\n`;
    await writeFile(join(directory, 'bin', name), script, { mode: 0o755 });
  }
}

/** What the image does before it starts the broker; returns the configuration it made. */
async function setUp(
  directory: string,
  classPath: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const flags = [];
  for (const kind of ['default', 'mounted', 'final']) {
    const configs = join(directory, kind);
    await mkdir(configs);
    flags.push(`--${kind}-configs-dir`, configs);
  }
  // Those of the image are not used once its environment is set.
  for (const name of ['server.properties', 'log4j2.yaml', 'tools-log4j2.yaml']) {
    await writeFile(join(directory, 'default', name), '');
  }
  const setup = ['kafka.docker.KafkaDockerWrapper', 'setup', ...flags];
  await promisify(execFile)('java', [...classPath, ...setup], { env });
  return join(directory, 'final', 'server.properties');
}
