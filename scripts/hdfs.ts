/** Starts the HDFS that the tests run on, to play with: `npm run hdfs`; Ctrl+C ends it. */
import { once } from 'node:events';
import { createHdfsCluster } from '../test/support/hdfs/hdfs-cluster.ts';
import { HADOOP_VERSION, missingHdfsTools } from '../test/support/hdfs/hdfs-libraries.ts';

const missing = missingHdfsTools();
if (missing.length > 0) {
  process.stderr.write(`Not found on this machine: ${missing.join(', ')}\n`);
  process.exit(1);
}
process.stderr.write(`Starting HDFS ${HADOOP_VERSION}; the first time it is downloaded\n`);
const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
const cluster = await createHdfsCluster();
try {
  await cluster.start();
  const { url, fileSystem, user, directory } = cluster;
  process.stderr.write(
    `File system ${fileSystem}, logs in ${directory}; Ctrl+C ends it and removes its data\n`,
  );
  process.stdout.write(`HDFS_URL=${url}\nHDFS_USER=${user}\n`);
  await stopped;
} finally {
  await cluster.dispose();
}
