import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { prepareRun } from '../../../../src/cli/spark/prepare-run.ts';
import { statePaths } from '../../../../src/cli/state-paths.ts';
import { loadConfig } from '../../../../src/config.ts';
import { mergeAnalytics } from '../../../../src/domain/analytics/analytics-totals.ts';
import { trackFigures } from '../../../../src/domain/analytics/track-figures.ts';
import { ConsoleError } from '../../../../src/domain/errors.ts';
import type { Broker, TopicDescription } from '../../../../src/services/ports.ts';
import { scratchDirectory } from '../../../support/scratch.ts';
import { sparkStatusOf } from '../../../support/spark/spark-runs.ts';

const STOPPED = new ConsoleError('INTERRUPTED', 'The run was stopped');
const TOPIC = {
  partitions: [{ partition: 0, logStartOffset: 0, logEndOffset: 9 }],
} as unknown as TopicDescription;
const COUNTED = {
  figures: trackFigures(mergeAnalytics([])),
  partitions: [{ partition: 0, nextOffset: 9, expiredRecords: 0 }],
};

/** Never answers, and heeds no stop. */
const silent = () => new Promise<never>(() => {});

async function away(): Promise<never> {
  throw new ConsoleError('BROKER_UNREACHABLE', 'Kafka is away');
}

function brokerWith(describeTopic: Broker['describeTopic']): Broker {
  return { address: 'kafka:9093', describeTopic } as Broker;
}

/** A run whose Spark is sound; give what the test is about. */
function preparing(
  parts: Partial<Pick<Parameters<typeof prepareRun>[0], 'broker' | 'countedNow'>>,
  signal = new AbortController().signal,
) {
  const directory = scratchDirectory();
  const sparkHome = join(directory, 'home');
  mkdirSync(join(sparkHome, 'bin'), { recursive: true });
  writeFileSync(join(sparkHome, 'bin', 'spark-submit'), '#!/bin/sh\n');
  chmodSync(join(sparkHome, 'bin', 'spark-submit'), 0o755);
  const outputDir = join(directory, 'output');
  const stateDir = join(directory, 'state');
  const flags = { sparkHome, outputDir, stateDir, bootstrapServers: 'kafka:9093' };
  const prepared = prepareRun(
    {
      session: {
        config: loadConfig({ flags, env: {} }),
        paths: statePaths(stateDir),
        clock: { now: () => Date.UTC(2026, 10, 29, 18) },
      },
      masterUrl: 'spark://spark-master:7077',
      master: { status: async () => sparkStatusOf() },
      broker: async () => brokerWith(async () => TOPIC),
      countedNow: async () => COUNTED,
      ...parts,
    },
    { mode: 'batch' },
    signal,
  );
  return { prepared, outputDir, stateDir };
}

describe('the checks before a run', () => {
  test('end with what it reads, and where its Parquet goes', async () => {
    const { prepared, outputDir } = preparing({});
    const { plan, close } = await prepared;
    await close();

    const output = join(outputDir, 'spark', '20261129T180000Z');
    expect(plan).toMatchObject({ output, offsets: [{ partition: 0, from: 0, to: 9 }] });
    expect(existsSync(output)).toBe(true);
  });

  test.each([
    ['the way to the broker', { broker: silent }],
    ['the broker', { broker: async () => brokerWith(silent) }],
    ['the store of what was counted', { countedNow: silent }],
  ])('are stopped at once, also where %s is silent', async (_, parts) => {
    const stop = new AbortController();
    const { prepared } = preparing(parts, stop.signal);
    setTimeout(() => stop.abort(STOPPED), 20);

    await expect(prepared).rejects.toBe(STOPPED);
  });

  test.each([
    ['Kafka is away', { broker: away }, 'BROKER_UNREACHABLE'],
    ['nothing is counted', { countedNow: async () => undefined }, 'COMMAND_REFUSED'],
  ])('leave no directory behind where %s', async (_, parts, code) => {
    const { prepared, outputDir } = preparing(parts);

    await expect(prepared).rejects.toMatchObject({ code });
    expect(existsSync(outputDir)).toBe(false);
  });
});
