import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findSpark } from '../../../../src/services/spark/find-spark.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

/** A Spark of which there is no more than what is looked for. */
function sparkHome({ jar = 'spark-core_2.13-4.2.0.jar' } = {}): string {
  const home = scratchDirectory();
  mkdirSync(join(home, 'bin'));
  mkdirSync(join(home, 'jars'));
  writeFileSync(join(home, 'bin', 'spark-submit'), '#!/bin/sh\n');
  chmodSync(join(home, 'bin', 'spark-submit'), 0o755);
  writeFileSync(join(home, 'jars', jar), '');
  return home;
}

function kafkaJars(...names: readonly string[]): string {
  const directory = scratchDirectory();
  for (const name of names) writeFileSync(join(directory, name), '');
  return directory;
}

describe('the Spark that submits', () => {
  test('is that of SPARK_HOME, with the jars that are given', async () => {
    const home = sparkHome();
    const jars = kafkaJars(
      'kafka-clients-3.9.2.jar',
      'spark-sql-kafka-0-10_2.13-4.2.0.jar',
      'a.txt',
    );

    const spark = await findSpark({ home, searchPath: '/elsewhere', kafkaJars: jars });

    expect(spark.submit).toBe(join(home, 'bin', 'spark-submit'));
    expect(spark.connector).toEqual([
      '--jars',
      `${jars}/kafka-clients-3.9.2.jar,${jars}/spark-sql-kafka-0-10_2.13-4.2.0.jar`,
    ]);
  });

  test('is the first on the path, and fetches the connector of its own version', async () => {
    const home = sparkHome({ jar: 'spark-core_2.13-4.1.2.jar' });
    const searchPath = `/nowhere:${join(home, 'bin')}`;

    const spark = await findSpark({ home: undefined, searchPath, kafkaJars: undefined });

    expect(spark.submit).toBe(join(home, 'bin', 'spark-submit'));
    expect(spark.connector).toEqual([
      '--packages',
      'org.apache.spark:spark-sql-kafka-0-10_2.13:4.1.2',
    ]);
  });

  test('is missing where SPARK_HOME has none, whatever is on the path', async () => {
    const searchPath = join(sparkHome(), 'bin');

    const found = findSpark({ home: '/opt/spark', searchPath, kafkaJars: undefined });

    await expect(found).rejects.toMatchObject({
      code: 'SPARK_NOT_INSTALLED',
      message: 'There is no spark-submit in /opt/spark/bin',
    });
  });

  test('is of no use with a directory of jars that has no connector', async () => {
    const jars = kafkaJars('kafka-clients-3.9.2.jar');

    const found = findSpark({ home: sparkHome(), searchPath: '', kafkaJars: jars });

    await expect(found).rejects.toMatchObject({
      code: 'SPARK_NOT_INSTALLED',
      message: `There is no spark-sql-kafka jar in ${jars}`,
    });
  });
});
