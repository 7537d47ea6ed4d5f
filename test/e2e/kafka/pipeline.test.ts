import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrokerAt } from '../../support/broker/open-broker.ts';
import { writeDemoFile } from '../../support/cli/demo-file.ts';
import { expectExports } from '../../support/cli/expect-exports.ts';
import { type ExpectedTotals, expectedTotals } from '../../support/cli/expected-totals.ts';
import { isCommitted, isShared, onKafka } from '../../support/cli/on-kafka.ts';
import { resultOf } from '../../support/cli/results.ts';
import { runCli, startCli } from '../../support/cli/start-cli.ts';
import { until } from '../../support/cli/until.ts';
import { createWorkspace } from '../../support/cli/workspace.ts';
import { hasKafka, sharedKafka } from '../../support/kafka/shared-kafka.ts';

const ROWS = 3_000;

describe.skipIf(!hasKafka)('the pipeline on Kafka', () => {
  let dataset: string;
  let expected: ExpectedTotals;

  beforeAll(async () => {
    const demo = await writeDemoFile(createWorkspace(afterAll), { rows: ROWS, seed: 7 });
    dataset = demo.path;
    expected = expectedTotals(demo.csv);
  });

  test('run publishes, consumes and exports, and a second run publishes nothing', async () => {
    const workspace = createWorkspace();
    const { flags, options } = onKafka(workspace);
    const args = ['run', '--dataset', dataset, ...flags];

    const first = await runCli(args, options);
    const second = await runCli(args, options);

    expect(first.exitCode, first.stderr).toBe(0);
    const whole = {
      rows_read: ROWS,
      acknowledged: ROWS,
      in_flight: 0,
      foreign: 0,
      consumed: ROWS,
      exported: ROWS,
      balanced: true,
      gap: null,
      broker: 'kafka',
      demo: false,
    };
    expect(resultOf(first.stdout)).toMatchObject({ ...whole, published_now: ROWS });
    expect(second.exitCode, second.stderr).toBe(0);
    expect(resultOf(second.stdout)).toMatchObject({ ...whole, published_now: 0 });
    expectExports(workspace.outputDir, expected);
  });

  test('two consumers that share a state directory count together what a producer publishes', async () => {
    const workspace = createWorkspace();
    const place = onKafka(workspace);
    const { group, flags, options } = place;
    const { bootstrapServers } = sharedKafka();
    const broker = await openBrokerAt({ kind: 'kafka', bootstrapServers });
    const consumers = [1, 2].map(() => startCli(['consume', ...flags], options));
    await until('partitions for both members', () => isShared(broker, group, 2));

    const produced = await runCli(['produce', '--dataset', dataset, ...flags], options);
    await until('the group to reach the end', () => isCommitted(broker, place));
    for (const consumer of consumers) consumer.kill('SIGTERM');
    const ends = await Promise.all(consumers.map(({ exited }) => exited));
    await broker.close();

    expect(produced.exitCode, produced.stderr).toBe(0);
    expect(resultOf(produced.stdout)).toMatchObject({ acknowledged: ROWS, broker: 'kafka' });
    expect(ends.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    for (const { stdout } of ends) expect(resultOf(stdout)).toMatchObject({ consumed: ROWS });
    expectExports(workspace.outputDir, expected);
  });

  test('produce makes every topic that is to be created, as it is to be', async () => {
    const { topic, flags, options } = onKafka(createWorkspace());
    const other = `${topic}-other`;
    const topics = `${other}:2:1,${topic}:4:1,${topic}.dlq:1:1`;
    const { bootstrapServers } = sharedKafka();
    const broker = await openBrokerAt({ kind: 'kafka', bootstrapServers });

    const { exitCode, stderr } = await runCli(
      ['produce', '--dataset', dataset, '--create-topics', topics, ...flags],
      options,
    );
    const made = await Promise.all([topic, other].map((name) => broker.describeTopic(name)));
    await broker.close();

    expect(exitCode, stderr).toBe(0);
    expect(made.map((each) => each?.partitions.length)).toEqual([4, 2]);
  });

  test('demo data, when asked for, is told of as such', async () => {
    const workspace = createWorkspace();
    const { flags, options } = onKafka(workspace);

    const { exitCode, stdout, stderr } = await runCli(
      ['run', '--demo', '--demo-rows', '500', ...flags],
      options,
    );

    expect(exitCode, stderr).toBe(0);
    expect(resultOf(stdout)).toMatchObject({ acknowledged: 500, demo: true, broker: 'kafka' });
    expect(stderr).toMatch(/^DEMO DATA/m);
  });
});
