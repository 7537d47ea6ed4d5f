import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LOG_CONFIGURATION = fileURLToPath(new URL('log4j.properties', import.meta.url));

/** Ports of the loopback address. */
export type HdfsPorts = {
  readonly nameNodeHttp: number;
  readonly nameNodeRpc: number;
  readonly dataNodeHttp: number;
  readonly dataNodeTransfer: number;
  readonly dataNodeIpc: number;
};

/**
 * Writes a configuration directory for a NameNode and a DataNode on one machine, quick to notice
 * that a DataNode is gone: stale after 6 s, dead after some 14 s.
 */
export async function writeConfiguration(directory: string, ports: HdfsPorts): Promise<string> {
  const configuration = join(directory, 'conf');
  // Both daemons insist on a directory for the pages of their browser interface, which no jar has.
  for (const pages of ['hdfs', 'datanode']) {
    await mkdir(join(configuration, 'webapps', pages), { recursive: true });
  }
  const core = { 'fs.defaultFS': `hdfs://127.0.0.1:${ports.nameNodeRpc}` };
  await writeFile(join(configuration, 'core-site.xml'), siteXml(core));
  await writeFile(join(configuration, 'hdfs-site.xml'), siteXml(hdfsSite(directory, ports)));
  await copyFile(LOG_CONFIGURATION, join(configuration, 'log4j.properties'));
  return configuration;
}

function hdfsSite(directory: string, ports: HdfsPorts): Readonly<Record<string, string | number>> {
  const local = (port: number) => `127.0.0.1:${port}`;
  return {
    'dfs.replication': 1,
    'dfs.namenode.name.dir': `file://${join(directory, 'name')}`,
    'dfs.datanode.data.dir': `file://${join(directory, 'data')}`,
    'dfs.namenode.http-address': local(ports.nameNodeHttp),
    'dfs.namenode.rpc-address': local(ports.nameNodeRpc),
    'dfs.datanode.http.address': local(ports.dataNodeHttp),
    'dfs.datanode.address': local(ports.dataNodeTransfer),
    'dfs.datanode.ipc.address': local(ports.dataNodeIpc),
    'dfs.datanode.hostname': '127.0.0.1',
    'dfs.namenode.datanode.registration.ip-hostname-check': 'false',
    'dfs.heartbeat.interval': 1,
    'dfs.namenode.heartbeat.recheck-interval': 2_000,
    'dfs.namenode.stale.datanode.interval': 6_000,
    'dfs.namenode.safemode.extension': 0,
  };
}

function siteXml(settings: Readonly<Record<string, string | number>>): string {
  const properties = Object.entries(settings).map(
    ([name, value]) => `  <property><name>${name}</name><value>${value}</value></property>\n`,
  );
  return `<?xml version="1.0"?>\n<configuration>\n${properties.join('')}</configuration>\n`;
}
