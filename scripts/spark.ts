/** Starts the Spark that the tests run on, to play with: `npm run spark`; Ctrl+C ends it. */
import { once } from 'node:events';
import { createSparkCluster } from '../test/support/spark/spark-cluster.ts';
import { missingSparkTools, SPARK_VERSION } from '../test/support/spark/spark-libraries.ts';

const missing = missingSparkTools();
if (missing.length > 0) {
  process.stderr.write(`Not found on this machine: ${missing.join(', ')}\n`);
  process.exit(1);
}
process.stderr.write(`Starting Spark ${SPARK_VERSION}; the first time it is downloaded\n`);
const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
const cluster = await createSparkCluster();
try {
  await cluster.start();
  const { url, installation, environment, directory } = cluster;
  process.stderr.write(`Logs in ${directory}; Ctrl+C ends it and removes them\n`);
  process.stdout.write(
    [
      `SPARK_MASTER_URL=${url}`,
      `SPARK_HOME=${installation.home}`,
      `SPARK_KAFKA_JARS=${installation.kafkaJars}`,
      `PYSPARK_PYTHON=${environment['PYSPARK_PYTHON']}`,
      '',
    ].join('\n'),
  );
  await stopped;
} finally {
  await cluster.dispose();
}
