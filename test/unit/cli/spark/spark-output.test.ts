import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkedOutput } from '../../../../src/cli/spark/spark-output.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const signal = new AbortController().signal;
const ID = '20261129T180000Z';

function settings(hdfsUrl?: string) {
  const outputDir = join(scratchDirectory(), 'output');
  return { outputDir, hdfsUrl, hdfsUser: 'alice', hdfsExportDir: '/exports' };
}

describe('where the Parquet of a run goes', () => {
  test('without HDFS it is a folder of the run in the output directory, which is made', async () => {
    const config = settings();

    const output = await checkedOutput(config, undefined, ID, signal);

    expect(output).toBe(join(config.outputDir, 'spark', ID));
    expect(existsSync(output)).toBe(true);
  });

  test('a directory that is asked for goes before HDFS', async () => {
    const asked = join(scratchDirectory(), 'here');

    expect(await checkedOutput(settings('http://127.0.0.1:9'), asked, ID, signal)).toBe(asked);
  });

  test.each(['s3a://bucket/path', 'http://namenode:9870/path', 'file:///tmp'])(
    '%s is no place',
    async (asked) => {
      await expect(checkedOutput(settings(), asked, ID, signal)).rejects.toMatchObject({
        code: 'SPARK_OUTPUT',
        exitCode: 2,
        message: `${asked} is no place for the Parquet of a run`,
      });
    },
  );

  test('an HDFS that nobody serves is told at once', async () => {
    const asked = checkedOutput(settings(), 'hdfs://127.0.0.1:9/here', ID, signal);

    await expect(asked).rejects.toMatchObject({
      code: 'HDFS_UNREACHABLE',
      message: 'Cannot reach HDFS at 127.0.0.1:9 (ECONNREFUSED)',
    });
  });

  test('a directory that cannot be made is told as such', async () => {
    await expect(checkedOutput(settings(), '/proc/here', ID, signal)).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
    });
  });
});
