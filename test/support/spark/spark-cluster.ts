import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePorts } from '../free-ports.ts';
import { createJavaDaemon, type JavaDaemon } from '../hdfs/java-daemon.ts';
import { type SparkInstallation, sparkInstallation } from './spark-libraries.ts';

const MASTER = 'org.apache.spark.deploy.master.Master';
const WORKER = 'org.apache.spark.deploy.worker.Worker';
const START_TIMEOUT_MS = 120_000;
const POLL_MS = 100;
/** Quick to start rather than quick in the long run; a worker without heartbeats is soon dead. */
const JAVA = [
  ...['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
  '-Dspark.worker.timeout=8',
];

/** A standalone master and a worker on the loopback address. */
export type SparkCluster = {
  /** Of the master's pages. */
  readonly url: string;
  /** Where applications register. */
  readonly masterUrl: string;
  readonly installation: SparkInstallation;
  /** What a process needs of its environment to submit here. */
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly master: JavaDaemon;
  readonly worker: JavaDaemon;
  /** Starts whichever does not run, and waits until applications can run. */
  start(): Promise<void>;
  /** Waits until so many workers are alive. */
  untilWorkers(count: number): Promise<void>;
  /** What the master tells of itself. */
  told(): Promise<MasterAnswer>;
  /** Stops both and removes what they wrote. */
  dispose(): Promise<void>;
};

type MasterAnswer = {
  readonly url: string;
  readonly status: string;
  readonly aliveworkers: number;
  readonly coresused: number;
  readonly activeapps: readonly { readonly id: string; readonly name: string }[];
};

/** Sets up daemons of their own in a temporary directory; they do not run yet. */
export async function createSparkCluster(): Promise<SparkCluster> {
  const installation = await sparkInstallation();
  const directory = await mkdtemp(join(tmpdir(), 'trackdeck-spark-'));
  const [masterPort = 0, masterPages = 0, workerPort = 0, workerPages = 0] = await freePorts(4);
  const masterUrl = `spark://127.0.0.1:${masterPort}`;
  const url = `http://127.0.0.1:${masterPages}`;
  const environment = {
    SPARK_HOME: installation.home,
    PYSPARK_PYTHON: installation.python,
    SPARK_LOCAL_IP: '127.0.0.1',
    SPARK_PUBLIC_DNS: '127.0.0.1',
  };
  const daemon = (name: string, ...parameters: readonly string[]) =>
    createJavaDaemon(
      [...JAVA, '-cp', join(installation.home, 'jars', '*'), ...parameters],
      join(directory, `${name}.log`),
      // What a worker starts its executors with, it takes from here.
      { ...process.env, ...environment, SPARK_SCALA_VERSION: '2.13' },
    );
  const at = (port: number, pages: number) => [
    ...['--host', '127.0.0.1', '--port', String(port), '--webui-port', String(pages)],
  ];
  const master = daemon('master', MASTER, ...at(masterPort, masterPages));
  const room = ['--cores', '2', '--memory', '2g', '--work-dir', join(directory, 'work')];
  const worker = daemon('worker', WORKER, ...at(workerPort, workerPages), ...room, masterUrl);

  async function told(): Promise<MasterAnswer> {
    const answer = (await (await fetch(`${url}/json/`)).json()) as MasterAnswer;
    // Another process may have been given the port meanwhile.
    if (answer.url !== masterUrl) throw new Error(`${url} is another master: ${answer.url}`);
    return answer;
  }
  async function until(isSo: (answer: MasterAnswer) => boolean, ...daemons: JavaDaemon[]) {
    const deadline = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      const answer = await told().catch(() => undefined);
      if (answer !== undefined && isSo(answer)) return;
      const hasEnded = daemons.some((one) => one.endedWith() !== null);
      if (hasEnded || performance.now() > deadline) throw new Error(await logsOf(directory));
      await setTimeout(POLL_MS);
    }
  }

  return {
    url,
    masterUrl,
    installation,
    environment,
    directory,
    master,
    worker,
    async start() {
      master.start();
      await until(({ status }) => status === 'ALIVE', master);
      worker.start();
      await until(({ aliveworkers }) => aliveworkers === 1, master, worker);
    },
    untilWorkers: (count) => until(({ aliveworkers }) => aliveworkers === count),
    told,
    async dispose() {
      // In order, so that the worker ends its executors.
      await worker.end('SIGTERM');
      await master.end('SIGKILL');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function logsOf(directory: string): Promise<string> {
  const names = ['master.log', 'worker.log'];
  const logs = names.map((name) => readFile(join(directory, name), 'utf8').catch(() => ''));
  return (await Promise.all(logs)).map((log) => log.slice(-4_000)).join('\n');
}
