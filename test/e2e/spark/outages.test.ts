import { describe, expect, test } from 'vitest';
import { startCli } from '../../support/cli/start-cli.ts';
import { until } from '../../support/cli/until.ts';
import { hasKafka } from '../../support/kafka/shared-kafka.ts';
import { countedTopic, runIn } from '../../support/spark/counted-topic.ts';
import { driverOf, jobProcesses } from '../../support/spark/job-processes.ts';
import { hasSpark, ownSpark } from '../../support/spark/own-spark.ts';

const DEMO = ['--demo', '--demo-rows', '900'];

describe.skipIf(!hasSpark || !hasKafka)('a run on a real Spark', () => {
  const spark = ownSpark();

  async function submitted() {
    const { topic, flags, options } = await countedTopic(spark(), DEMO);
    return { topic, run: startCli(['spark', 'submit', '--json', ...flags], options) };
  }

  test('outlives its worker when another takes its place', async () => {
    const { run } = await submitted();
    await run.untilStderr(/batch, reading/);

    await spark().worker.end('SIGKILL');
    await spark().untilWorkers(0);
    spark().worker.start();
    const { exitCode, stdout, stderr } = await run.exited;

    expect(exitCode, stderr).toBe(0);
    expect(runIn(stdout)).toMatchObject({ comparison: { verdict: 'agrees' } });
  });

  test('outlives its master once it has its executors', async () => {
    const { run } = await submitted();
    await run.untilStderr(/batch, reading/);
    await until('an executor', async () => (await spark().told()).coresused > 0);

    await spark().master.end('SIGKILL');
    const { exitCode, stdout, stderr } = await run.exited;
    await spark().worker.end('SIGTERM');
    await spark().start();

    expect(exitCode, stderr).toBe(0);
    expect(runIn(stdout)).toMatchObject({ comparison: { verdict: 'agrees' } });
  });

  test('fails when its driver is killed, and leaves nothing behind', async () => {
    const { topic, run } = await submitted();
    await run.untilStderr(/batch, reading/);

    process.kill(driverOf(topic), 'SIGKILL');
    const { exitCode, stderr } = await run.exited;

    expect(exitCode).toBe(1);
    expect(stderr).toContain('SPARK_JOB_FAILED: The job on Spark was killed (SIGKILL)');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(jobProcesses(topic)).toEqual([]);
    await until('no application', async () => (await spark().told()).activeapps.length === 0);
  });

  test('ends by itself when trackdeck is killed', async () => {
    const { topic, run } = await submitted();
    await run.untilStderr(/batch, connected/);
    expect(jobProcesses(topic)).not.toEqual([]);

    run.kill('SIGKILL');
    await run.exited;

    await until('no process of the job', () => jobProcesses(topic).length === 0);
    await until('no application', async () => (await spark().told()).activeapps.length === 0);
  });
});
