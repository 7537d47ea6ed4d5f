import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrokerAt } from '../../support/broker/open-broker.ts';
import { expectExports } from '../../support/cli/expect-exports.ts';
import { type ExpectedTotals, expectedTotals } from '../../support/cli/expected-totals.ts';
import { type AnalyticsFile, readAnalytics } from '../../support/cli/exported-files.ts';
import { isCommitted, isShared, onKafka } from '../../support/cli/on-kafka.ts';
import { isRealDataOptional, readRealData, realDataPath } from '../../support/cli/real-data.ts';
import { resultOf } from '../../support/cli/results.ts';
import { runCli, startCli } from '../../support/cli/start-cli.ts';
import { until } from '../../support/cli/until.ts';
import { createWorkspace, type Workspace } from '../../support/cli/workspace.ts';
import { hasKafka, sharedKafka } from '../../support/kafka/shared-kafka.ts';

const RECORDS = 114_000;

/** Everything but when it was made and how long it took: the same on any broker, to the last digit. */
function figuresOf(directory: string): Omit<AnalyticsFile, 'summary'> & { summary: object } {
  const { summary, ...figures } = readAnalytics(directory);
  const {
    generated_at: _,
    processing_duration_seconds: __,
    tracks_per_second: ___,
    ...counts
  } = summary;
  return { ...figures, summary: counts };
}

describe.skipIf(!hasKafka || isRealDataOptional)('the whole data set on Kafka', () => {
  let embedded: Workspace;
  let expected: ExpectedTotals;

  beforeAll(async () => {
    embedded = createWorkspace(afterAll);
    const args = ['run', '--dataset', realDataPath(), ...embedded.flags];
    const running = startCli(args, { atEnd: (cleanUp) => afterAll(cleanUp) });
    expected = expectedTotals(readRealData());
    await running.exited;
  });

  test('one process gives what the embedded log gives, and a second run publishes nothing', async () => {
    const workspace = createWorkspace();
    const { flags, options } = onKafka(workspace);
    const args = ['run', '--dataset', realDataPath(), ...flags];

    const first = await runCli(args, options);
    const second = await runCli(args, options);

    expect(first.exitCode, first.stderr).toBe(0);
    expect(resultOf(first.stdout)).toMatchObject({
      acknowledged: RECORDS,
      published_now: RECORDS,
      consumed: RECORDS,
      exported: RECORDS,
      balanced: true,
      gap: null,
      broker: 'kafka',
    });
    expect(resultOf(second.stdout)).toMatchObject({ published_now: 0, consumed: RECORDS });
    expectExports(workspace.outputDir, expected);
    expect(figuresOf(workspace.outputDir)).toEqual(figuresOf(embedded.outputDir));
  });

  test('three members in three processes give the same together', async () => {
    const workspace = createWorkspace();
    const place = onKafka(workspace);
    const { group, flags, options } = place;
    const { bootstrapServers } = sharedKafka();
    const broker = await openBrokerAt({ kind: 'kafka', bootstrapServers });
    const consumers = [1, 2, 3].map(() => startCli(['consume', ...flags], options));
    await until('a partition for each of three members', () => isShared(broker, group, 3));

    const produced = await runCli(['produce', '--dataset', realDataPath(), ...flags], options);
    await until('all is committed', () => isCommitted(broker, place));
    for (const consumer of consumers) consumer.kill('SIGTERM');
    const ends = await Promise.all(consumers.map(({ exited }) => exited));
    await broker.close();

    expect(produced.exitCode, produced.stderr).toBe(0);
    expect(ends.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    for (const { stdout } of ends) expect(resultOf(stdout)).toMatchObject({ consumed: RECORDS });
    expectExports(workspace.outputDir, expected);
    expect(figuresOf(workspace.outputDir)).toEqual(figuresOf(embedded.outputDir));
  });
});
