import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cached } from '../java/cached.ts';
import { mavenLibraries, missingCommands } from '../java/maven-libraries.ts';

/** The version tests run on: the newest whose Kafka connector there is. */
export const SPARK_VERSION = '4.2.0';

const POM = fileURLToPath(new URL('pom.xml', import.meta.url));
const INSTALL_TIMEOUT_MS = 600_000;

/** What Spark needs of this machine and does not find, by name; empty when all is there. */
export function missingSparkTools(): readonly string[] {
  return missingCommands([
    ['java', '-version'],
    ['mvn', '-version'],
    ['python3', '-cimport venv, ensurepip'],
  ]);
}

export type SparkInstallation = {
  /** `SPARK_HOME`. */
  readonly home: string;
  /** `PYSPARK_PYTHON`. */
  readonly python: string;
  /** `SPARK_KAFKA_JARS`. */
  readonly kafkaJars: string;
};

/** Spark as pip installs it, in an environment of its own, and the connector by Maven. */
export async function sparkInstallation(): Promise<SparkInstallation> {
  const kafkaJars = await mavenLibraries(`spark-kafka-${SPARK_VERSION}`, POM, [
    `-Dspark.version=${SPARK_VERSION}`,
  ]);
  const environment = await cached(`pyspark-${SPARK_VERSION}`, install);
  const [version = ''] = await readdir(join(environment, 'lib'));
  const home = join(environment, 'lib', version, 'site-packages', 'pyspark');
  return { home, python: join(environment, 'bin', 'python3'), kafkaJars };
}

async function install(directory: string): Promise<void> {
  const run = promisify(execFile);
  await run('python3', ['-m', 'venv', directory]);
  const pip = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--quiet'];
  await run(join(directory, 'bin', 'python3'), [...pip, `pyspark==${SPARK_VERSION}`], {
    timeout: INSTALL_TIMEOUT_MS,
  });
}
