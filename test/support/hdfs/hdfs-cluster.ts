import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePorts } from '../free-ports.ts';
import { writeConfiguration } from './hdfs-configuration.ts';
import { hdfsLibraries } from './hdfs-libraries.ts';
import { createJavaDaemon, type JavaDaemon } from './java-daemon.ts';

const SERVER = 'org.apache.hadoop.hdfs.server';
const NAME_NODE = `${SERVER}.namenode.NameNode`;
const DATA_NODE = `${SERVER}.datanode.DataNode`;
const ADMIN = 'org.apache.hadoop.hdfs.tools.DFSAdmin';
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 100;
/** Quick to start rather than quick in the long run. */
const JAVA = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** A NameNode and a DataNode on the loopback address, with permissions checked. */
export type HdfsCluster = {
  /** Of WebHDFS. */
  readonly url: string;
  /** For clients that speak Hadoop's own protocol, as Spark. */
  readonly fileSystem: string;
  /** The superuser: whoever runs the NameNode. */
  readonly user: string;
  readonly directory: string;
  readonly nameNode: JavaDaemon;
  readonly dataNode: JavaDaemon;
  /** Starts whichever does not run, and waits until files can be written. */
  start(): Promise<void>;
  startNameNode(): Promise<void>;
  untilDataNode(): Promise<void>;
  /** As `hdfs dfsadmin`: `-safemode enter`, say. */
  admin(...parameters: readonly string[]): Promise<void>;
  /** Stops both and removes their data. */
  dispose(): Promise<void>;
};

/** Sets up daemons of their own in a temporary directory; they do not run yet. */
export async function createHdfsCluster(): Promise<HdfsCluster> {
  const libraries = await hdfsLibraries();
  const directory = await mkdtemp(join(tmpdir(), 'trackdeck-hdfs-'));
  try {
    return await setUpCluster(directory, libraries);
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

async function setUpCluster(directory: string, libraries: string): Promise<HdfsCluster> {
  const [nameNodeHttp = 0, nameNodeRpc = 0, dataNodeHttp = 0, dataNodeTransfer = 0, ipc = 0] =
    await freePorts(5);
  const ports = { nameNodeHttp, nameNodeRpc, dataNodeHttp, dataNodeTransfer, dataNodeIpc: ipc };
  const configuration = await writeConfiguration(directory, ports);
  const java = (...parameters: readonly string[]) => [
    ...[...JAVA, '-cp', `${configuration}:${join(libraries, '*')}`],
    ...parameters,
  ];
  const run = promisify(execFile);
  const clusterId = `CID-${randomUUID()}`;
  const url = `http://127.0.0.1:${nameNodeHttp}`;
  const nameNode = createJavaDaemon(java(NAME_NODE), join(directory, 'namenode.log'));
  const dataNode = createJavaDaemon(java(DATA_NODE), join(directory, 'datanode.log'));
  await run('java', java(NAME_NODE, '-format', '-nonInteractive', '-clusterId', clusterId));

  async function until(what: string, daemon: JavaDaemon, isSo: () => Promise<boolean>) {
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (!(await isSo().catch(() => false))) {
      if (daemon.endedWith() !== null || performance.now() > deadline) {
        throw new Error(`${what}: not so\n${await logsOf(directory)}`);
      }
      await setTimeout(POLL_MS);
    }
  }
  async function startNameNode(): Promise<void> {
    nameNode.start();
    await until('the NameNode answers', nameNode, async () => {
      const { ClusterId } = await bean(url, 'NameNodeInfo');
      // Another process may have been given the port meanwhile.
      if (ClusterId !== clusterId) throw new Error(`${url} is another cluster: ${ClusterId}`);
      return true;
    });
  }
  async function untilDataNode(): Promise<void> {
    await until('the DataNode is live', dataNode, async () => {
      const { NumLiveDataNodes, FSState } = await bean(url, 'FSNamesystemState');
      return NumLiveDataNodes === 1 && FSState === 'Operational';
    });
  }

  return {
    url,
    fileSystem: `hdfs://127.0.0.1:${nameNodeRpc}`,
    user: userInfo().username,
    directory,
    nameNode,
    dataNode,
    async start() {
      dataNode.start();
      await startNameNode();
      await untilDataNode();
    },
    startNameNode,
    untilDataNode,
    async admin(...parameters) {
      await run('java', java(ADMIN, ...parameters));
    },
    async dispose() {
      // Nobody needs what a clean stop would save.
      await Promise.all([nameNode.end('SIGKILL'), dataNode.end('SIGKILL')]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function bean(url: string, name: string): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${url}/jmx?qry=Hadoop:service=NameNode,name=${name}`);
  const { beans } = (await response.json()) as { beans: readonly Record<string, unknown>[] };
  return beans[0] ?? {};
}

async function logsOf(directory: string): Promise<string> {
  const names = ['namenode.log', 'datanode.log'];
  const logs = names.map((name) => readFile(join(directory, name), 'utf8').catch(() => ''));
  return (await Promise.all(logs)).map((log) => log.slice(-4_000)).join('\n');
}
