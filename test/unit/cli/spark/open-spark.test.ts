import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSpark } from '../../../../src/cli/spark/open-spark.ts';
import { statePaths } from '../../../../src/cli/state-paths.ts';
import { loadConfig } from '../../../../src/config.ts';
import type { ConsoleError } from '../../../../src/domain/errors.ts';
import { systemClock } from '../../../../src/services/clock.ts';
import { lockExclusive } from '../../../../src/services/locks/lock.ts';
import { selectSparkRun } from '../../../../src/state/selectors/engine-work.ts';
import { createConsoleStore } from '../../../../src/state/store.ts';
import { never } from '../../../support/csv/sources.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

/** Takes every question and answers none. */
async function silentMaster(): Promise<{ readonly url: string; untilAsked(): Promise<void> }> {
  const asked = Promise.withResolvers<void>();
  const server = createServer(() => asked.resolve());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, untilAsked: () => asked.promise };
}

function installation(): string {
  const home = join(scratchDirectory(), 'spark');
  mkdirSync(join(home, 'bin'), { recursive: true });
  const submit = join(home, 'bin', 'spark-submit');
  writeFileSync(submit, '#!/bin/sh\n');
  chmodSync(submit, 0o755);
  return home;
}

function sparkOn(url: string) {
  const stateDir = scratchDirectory();
  const config = loadConfig({
    flags: { bootstrapServers: '127.0.0.1:9', sparkHome: installation(), stateDir },
    env: {},
  });
  const paths = statePaths(stateDir);
  mkdirSync(dirname(paths.sparkLock), { recursive: true });
  const store = createConsoleStore();
  const spark = openSpark({
    session: { config, paths, clock: systemClock, store, dispatch: store.dispatch },
    url,
    broker: () => Promise.reject(new Error('not asked')),
    countedNow: async () => undefined,
    signal: new AbortController().signal,
  });
  return { spark, store, paths };
}

function refusalOf(answer: null | Promise<null>): Promise<string> {
  return Promise.resolve(answer).then(
    () => 'done',
    ({ code, message }: ConsoleError) => `${code}: ${message}`,
  );
}

test('a run that is under way is ended by the close, whatever it waits for', async () => {
  const master = await silentMaster();
  const { spark, store } = sparkOn(master.url);
  const run = spark.run({ mode: 'streaming' });
  await master.untilAsked();

  await spark.close();

  expect(await run).toBeUndefined();
  expect(store.getState().spark?.run.name).toBe('stopped');
});

test('a stop that was meant for an earlier run, or that finds none, is refused', async () => {
  const master = await silentMaster();
  const { spark, store } = sparkOn(master.url);
  const none = await refusalOf(spark.commands['spark-stop']({}, never));
  const run = spark.run({ mode: 'batch' });
  await master.untilAsked();
  const begunAt = selectSparkRun(store.getState()) ?? 0;

  const earlier = await refusalOf(spark.commands['spark-stop']({ begunAt: begunAt - 1 }, never));
  const during = store.getState().spark?.run.name;
  await spark.commands['spark-stop']({ begunAt }, never);

  expect(none).toMatch(/^COMMAND_REFUSED: No run on Spark is under way/);
  expect(earlier).toMatch(/^COMMAND_REFUSED: The run on Spark that was to stop has ended/);
  expect(during).toBe('checking');
  expect(await run).toBeUndefined();
});

test('a run beside one of this process, and one beside one of another, tell how that ends', async () => {
  const { spark, paths } = sparkOn((await silentMaster()).url);
  const own = spark.run({ mode: 'batch' });

  expect(() => spark.run({ mode: 'batch' })).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('trackdeck spark stop') }),
  );
  await spark.close();
  await own;
  using _held = lockExclusive(paths.sparkLock);
  expect(() => spark.run({ mode: 'batch' })).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('Ctrl+C where it was started') }),
  );
});
