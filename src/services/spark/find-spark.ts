import { access, constants, readdir, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { sparkError } from './spark-errors.ts';

/** A Spark on this machine that can submit. */
export type SparkInstallation = {
  /** The path of spark-submit. */
  readonly submit: string;
  /** What gives a job the Kafka connector: `--jars` with files, or `--packages` with a name. */
  readonly connector: readonly [flag: string, value: string];
};

type Place = {
  /** `SPARK_HOME`; without it the search path is searched. */
  readonly home: string | undefined;
  readonly searchPath: string;
  readonly kafkaJars: string | undefined;
};

/** The connector's own versions end here; a Spark that does not tell its version gets this one. */
const STANDARD_VERSION = { scala: '2.13', spark: '4.2.0' };

/** @throws `SPARK_NOT_INSTALLED` naming what is missing, and where it was looked for */
export async function findSpark({
  home,
  searchPath,
  kafkaJars,
}: Place): Promise<SparkInstallation> {
  const submit = await findSubmit(home, searchPath);
  const connector =
    kafkaJars === undefined
      ? (['--packages', await packageName(submit)] as const)
      : (['--jars', await jarsIn(kafkaJars)] as const);
  return { submit, connector };
}

async function findSubmit(home: string | undefined, searchPath: string): Promise<string> {
  const folders = home === undefined ? searchPath.split(delimiter) : [join(home, 'bin')];
  for (const folder of folders) {
    const path = join(folder, 'spark-submit');
    if (folder !== '' && (await isExecutable(path))) return path;
  }
  const where = home === undefined ? 'on the PATH' : `in ${join(home, 'bin')}`;
  throw sparkError('SPARK_NOT_INSTALLED', `There is no spark-submit ${where}`);
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function jarsIn(directory: string): Promise<string> {
  const names = await readdir(directory).catch(() => []);
  const jars = names.filter((name) => name.endsWith('.jar')).sort();
  if (jars.some((name) => name.startsWith('spark-sql-kafka-'))) {
    return jars.map((name) => join(directory, name)).join(',');
  }
  throw sparkError('SPARK_NOT_INSTALLED', `There is no spark-sql-kafka jar in ${directory}`, {
    hint: 'SPARK_KAFKA_JARS names the directory of the Kafka connector and what it needs; without it Spark fetches them.',
  });
}

/** The connector must be of Spark's own version, which a jar of it bears in its name. */
async function packageName(submit: string): Promise<string> {
  const jars = join(dirname(dirname(await realpath(submit))), 'jars');
  const names = await readdir(jars).catch(() => []);
  const core = names.map((name) => /^spark-core_([\d.]+)-([\d.]+)\.jar$/.exec(name)).find(Boolean);
  const [scala, spark] = core?.slice(1) ?? [STANDARD_VERSION.scala, STANDARD_VERSION.spark];
  return `org.apache.spark:spark-sql-kafka-0-10_${scala}:${spark}`;
}
