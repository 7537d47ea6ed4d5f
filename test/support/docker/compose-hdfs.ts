import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePorts } from '../free-ports.ts';
import { hdfsLibraries } from '../hdfs/hdfs-libraries.ts';
import { type Compose, DOCKER_DIRECTORY, serviceOf } from './compose-file.ts';

const LOG_CONFIGURATION = fileURLToPath(new URL('../hdfs/log4j.properties', import.meta.url));

type Daemon = 'namenode' | 'datanode';

/** The HDFS services of the Compose file as plain processes. */
export type ComposeHdfs = {
  /** Of WebHDFS. */
  readonly url: string;
  /** The container's command. */
  start(daemon: Daemon): void;
  /** As the health check says. */
  isHealthy(daemon: Daemon): Promise<boolean>;
  /** SIGTERM; resolves once it has ended. */
  stop(daemon: Daemon): Promise<void>;
  log(daemon: Daemon): string;
};

/**
 * Sets them up: the mounted configuration and the commands are those of `docker/`, and only host
 * names, ports and directories are others. The daemons are Apache Hadoop's own.
 *
 * @param directory - stands for the volumes and the image's file system
 */
export async function setUpComposeHdfs(compose: Compose, directory: string): Promise<ComposeHdfs> {
  const relocate = await relocation(directory);
  await writeConfiguration(directory, relocate);
  await writeHdfsScript(directory);
  const running = new Map<Daemon, ChildProcess>();
  const logOf = (daemon: Daemon) => join(directory, `${daemon}.log`);

  return {
    url: relocate('http://namenode:9870'),
    start(daemon) {
      const { entrypoint = [], command = [], environment } = serviceOf(compose, daemon);
      const [file = '', ...args] = [...entrypoint, ...command].map(relocate);
      const log = openSync(logOf(daemon), 'a');
      const env = { ...process.env, ...environment } as NodeJS.ProcessEnv;
      running.set(daemon, spawn(file, args, { env, stdio: ['ignore', log, log] }));
    },
    async isHealthy(daemon) {
      const { healthcheck } = serviceOf(compose, daemon);
      if (healthcheck === undefined || !('test' in healthcheck)) throw new Error('No health check');
      const [, file = '', ...args] = healthcheck.test.map(relocate);
      const look = promisify(execFile)(file, args);
      return look.then(
        () => true,
        () => false,
      );
    },
    async stop(daemon) {
      const ending = running.get(daemon);
      if (ending === undefined || !running.delete(daemon) || ending.exitCode !== null) return;
      const exited = once(ending, 'exit');
      ending.kill('SIGTERM');
      await exited;
    },
    log: (daemon) => readFileSync(logOf(daemon), 'utf8'),
  };
}

/** Puts the addresses and paths of this machine in the place of the containers'. */
async function relocation(directory: string): Promise<(text: string) => string> {
  const [rpc, http, data] = await freePorts(3);
  const ports: Readonly<Record<string, number | undefined>> = { 8020: rpc, 9870: http, 9864: data };
  return (text) =>
    text
      .replaceAll(
        /(?:namenode|0\.0\.0\.0):(8020|9870|9864)/g,
        (_, port) => `127.0.0.1:${ports[port]}`,
      )
      .replaceAll(/localhost\/(9870|9864)/g, (_, port) => `127.0.0.1/${ports[port]}`)
      .replaceAll('<value>datanode</value>', '<value>127.0.0.1</value>')
      .replaceAll(/(?<!\w)\/hdfs\/(?=name|data)/g, `${directory}/`)
      .replaceAll('/opt/hadoop/bin', join(directory, 'bin'));
}

async function writeConfiguration(
  directory: string,
  relocate: (text: string) => string,
): Promise<void> {
  // Both daemons insist on a directory for the pages of their browser interface, which no jar has.
  for (const pages of ['hdfs', 'datanode']) {
    await mkdir(join(directory, 'conf', 'webapps', pages), { recursive: true });
  }
  for (const name of ['core-site.xml', 'hdfs-site.xml']) {
    const site = readFileSync(join(DOCKER_DIRECTORY, 'hadoop', name), 'utf8');
    await writeFile(join(directory, 'conf', name), relocate(site));
  }
  await copyFile(LOG_CONFIGURATION, join(directory, 'conf', 'log4j.properties'));
}

/** `hdfs` of the image; the DataNode's inner ports are left to the system. */
async function writeHdfsScript(directory: string): Promise<void> {
  const classPath = `${join(directory, 'conf')}:${join(await hdfsLibraries(), '*')}`;
  const inner = ['address', 'ipc.address'].map((name) => `-Ddfs.datanode.${name}=127.0.0.1:0`);
  const script = `#!/bin/sh
daemon=$1
shift
server=org.apache.hadoop.hdfs.server
case $daemon in
  namenode) exec java $HDFS_NAMENODE_OPTS -cp '${classPath}' $server.namenode.NameNode "$@" ;;
  datanode) exec java $HDFS_DATANODE_OPTS -cp '${classPath}' $server.datanode.DataNode ${inner.join(' ')} ;;
esac
`;
  await mkdir(join(directory, 'bin'));
  await writeFile(join(directory, 'bin', 'hdfs'), script, { mode: 0o755 });
}
