import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import type { Config } from '../../config.ts';
import { ConsoleError } from '../../domain/errors.ts';
import { ensureOutputDir } from '../../services/files/output-dir.ts';
import { askStatus } from '../../services/hdfs/watch-hdfs.ts';
import type { WebHdfs } from '../../services/hdfs/web-hdfs.ts';
import { sparkError } from '../../services/spark/spark-errors.ts';
import { openWebHdfs } from '../hdfs/open-web-hdfs.ts';

type OutputSettings = Pick<Config, 'hdfsUrl' | 'hdfsUser' | 'hdfsExportDir' | 'outputDir'>;

/** Name of the folder of all runs, beside the exports. */
const SPARK_FOLDER = 'spark';
const CONNECT_MS = 5_000;

/**
 * Where the Parquet of a run goes, once it is sure that it can go there.
 *
 * @param asked - by the operator; else it is beside the exports in HDFS, or in the output directory
 * @throws `SPARK_OUTPUT`, `OUTPUT_UNWRITABLE`, `HDFS_*`
 */
export async function checkedOutput(
  config: OutputSettings,
  asked: string | undefined,
  runId: string,
  signal: AbortSignal,
): Promise<string> {
  const { hdfsUrl, hdfsExportDir, outputDir } = config;
  if (asked === undefined && hdfsUrl !== undefined) {
    const { hdfs } = openWebHdfs(config, hdfsUrl);
    const fileSystem = await writableFileSystem(hdfs, signal);
    await requireReachable(fileSystem, signal);
    return `${fileSystem}${hdfsExportDir}/${SPARK_FOLDER}/${runId}`;
  }
  const output = asked ?? join(outputDir, SPARK_FOLDER, runId);
  if (/^hdfs:\/\/[^/]/.test(output)) {
    await requireReachable(output, signal);
    return output.replace(/\/+$/, '');
  }
  if (/^\w+:/.test(output)) throw noPlace(output);
  const directory = resolve(output);
  await ensureOutputDir(directory);
  return directory;
}

/** The address of HDFS for Hadoop's own clients, where files can be written. */
async function writableFileSystem(hdfs: WebHdfs, signal: AbortSignal): Promise<string> {
  const status = await askStatus(hdfs, signal);
  if (status.safeMode !== null) {
    throw new ConsoleError('HDFS_SAFE_MODE', `HDFS is in safe mode: ${status.safeMode}`, {
      hint: 'Try again when it has ended; one that was turned on by hand ends with hdfs dfsadmin -safemode leave.',
    });
  }
  if (status.liveNodes === 0) {
    throw new ConsoleError('HDFS_NO_DATANODE', 'HDFS has no DataNode to write to', {
      hint: 'Start a DataNode, or look why none reports to the NameNode.',
    });
  }
  const { HostAndPort: address } = await hdfs.bean('NameNodeStatus', signal);
  return `hdfs://${String(address)}`;
}

/** A job that cannot reach it would find out after half a minute. */
async function requireReachable(url: string, signal: AbortSignal): Promise<void> {
  const { host, hostname, port } = new URL(url.replace(/^hdfs:/, 'http:'));
  const socket = connect({ host: hostname, port: Number(port || '8020') });
  const { promise, resolve: reached, reject } = Promise.withResolvers<void>();
  const failed = (why: string) =>
    reject(
      new ConsoleError('HDFS_UNREACHABLE', `Cannot reach HDFS at ${host} (${why})`, {
        hint: 'Check that the NameNode is up, and that this machine and the workers of Spark know it by that name.',
      }),
    );
  socket.once('connect', () => reached());
  socket.once('error', (error: NodeJS.ErrnoException) => failed(error.code ?? error.message));
  socket.setTimeout(CONNECT_MS, () => failed(`no answer for ${CONNECT_MS / 1000} s`));
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  try {
    await promise;
  } finally {
    socket.destroy();
  }
}

function noPlace(output: string): ConsoleError {
  return sparkError('SPARK_OUTPUT', `${output} is no place for the Parquet of a run`, {
    hint: 'Give hdfs://host:port/path, or a directory that this machine and all workers of Spark have.',
  });
}
