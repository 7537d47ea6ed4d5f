import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { formatCount } from '../../src/domain/format.ts';
import { writeDemoFile } from '../support/cli/demo-file.ts';
import { expectExports } from '../support/cli/expect-exports.ts';
import { type ExpectedTotals, expectedTotals } from '../support/cli/expected-totals.ts';
import { logRecords } from '../support/cli/log-records.ts';
import { resultOf } from '../support/cli/results.ts';
import { type RunningEngine, startEngine, startServed } from '../support/cli/running-engine.ts';
import { runCli } from '../support/cli/start-cli.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';

const ROWS = 6_000;
const TOPIC = 'spotify-tracks';

const shared = createWorkspace(afterAll);
let dataset: string;
let expected: ExpectedTotals;

beforeAll(async () => {
  const demo = await writeDemoFile(shared, { rows: ROWS, seed: 9 });
  dataset = demo.path;
  expected = expectedTotals(demo.csv);
});

function untilAcknowledged(engine: RunningEngine, rows: number) {
  return engine.untilState(`${rows} acknowledged rows`, ({ producer }) => {
    return producer.totals.acknowledged >= rows;
  });
}

function untilProducer(engine: RunningEngine, status: string) {
  return engine.untilState(status, ({ producer }) => producer.status.name === status);
}

/** The whole pipeline once more: publishes what is missing, and closes the books. */
async function closeBooks({ flags }: Workspace) {
  const { exitCode, stdout, stderr } = await runCli(['run', '--dataset', dataset, ...flags]);
  if (exitCode !== 0) throw new Error(stderr);
  return resultOf(stdout);
}

async function recordIds({ logPath }: Workspace): Promise<number[]> {
  const records = await logRecords(logPath, TOPIC);
  const ids = records.map(({ value }) => JSON.parse(value.toString()).record_id as number);
  return ids.sort((one, other) => one - other);
}

const allRows = Array.from({ length: ROWS }, (_, index) => index);

describe('an engine that is told to ingest', () => {
  test('publishes to the end, counts it all, and has nothing left to do', async () => {
    const workspace = createWorkspace();
    const engine = await startEngine(workspace, ['--dataset', dataset]);

    const before = await engine.done('preview-ingestion');
    await engine.done('start-ingestion');
    await untilProducer(engine, 'complete');
    const after = await engine.done('preview-ingestion');
    await engine.untilState('all counted', ({ analytics }) => analytics?.view.total === ROWS);
    await engine.done('shutdown');
    const { exitCode } = await engine.process.exited;

    expect(before).toMatchObject({
      source: { name: dataset, isDemo: false },
      downloads: [],
      topic: TOPIC,
      action: { kind: 'start' },
    });
    expect(after).toMatchObject({ action: { kind: 'nothing-to-do', acknowledged: ROWS } });
    expect(exitCode).toBe(0);
    expectExports(workspace.outputDir, expected);
    expect(await closeBooks(workspace)).toMatchObject({ published_now: 0, balanced: true });
  });

  test('ingests nothing before that', async () => {
    const workspace = createWorkspace();
    const engine = await startEngine(workspace, ['--dataset', dataset]);

    const state = await engine.untilState('a group', ({ topic }) => topic?.members === 1);

    expect(state.producer.status).toEqual({ name: 'idle' });
    expect(state.topic?.partitions.map(({ logEndOffset }) => logEndOffset)).toEqual([0, 0, 0]);
  });

  test('refuses a second start while the first is under way', async () => {
    const engine = await startEngine(createWorkspace(), ['--dataset', dataset]);
    await engine.done('limit-rate', { rowsPerSecond: 50 });
    await engine.done('start-ingestion');

    const second = await engine.tell('start-ingestion');
    const preview = await engine.done('preview-ingestion');

    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({ code: 'COMMAND_REFUSED', hint: expect.any(String) });
    expect(preview).toMatchObject({
      action: { kind: 'refused', failure: { code: 'COMMAND_REFUSED' } },
    });
  });

  test('refuses to start on a topic that holds other data, as the preview says', async () => {
    const workspace = createWorkspace();
    await runCli(['produce', '--demo', '--demo-rows', '20', ...workspace.flags]);
    const engine = await startEngine(workspace, ['--dataset', dataset]);

    const preview = await engine.done('preview-ingestion');
    const start = await engine.tell('start-ingestion');
    const { producer } = await engine.state();

    const failure = { code: 'TOPIC_HOLDS_OTHER_DATA' };
    expect(preview).toMatchObject({ action: { kind: 'refused', failure } });
    expect(start.status).not.toBe(200);
    expect(start.body).toMatchObject(failure);
    expect(producer.status).toMatchObject({ name: 'failed', failure });
  });

  test('says what is wrong with the data set, and takes it once it is there', async () => {
    const workspace = createWorkspace();
    const path = workspace.path('later.csv');
    const engine = await startEngine(workspace, ['--dataset', path]);

    const early = await engine.tell('preview-ingestion');
    workspace.write('later.csv', 'track_id,track_genre\n');
    const wrong = await engine.tell('start-ingestion');

    expect([early.status, early.body]).toMatchObject([400, { code: 'DATASET_MISSING' }]);
    expect(wrong.body).toMatchObject({ code: 'DATASET_HEADER' });
  });
});

describe('the production of an engine', () => {
  test('stands still while it is paused, and publishes each row once in the end', async () => {
    const workspace = createWorkspace();
    const settings = [
      '--dataset',
      dataset,
      '--batch-size',
      '50',
      '--delay-between-batches',
      '0.02',
    ];
    const engine = await startEngine(workspace, settings);
    await engine.done('start-ingestion');
    await untilAcknowledged(engine, 200);

    await engine.done('pause-production');
    const early = await engine.state();
    // That it stands still shows only in time.
    await setTimeout(1_500);
    const late = await engine.untilState('no rate', ({ metrics }) => {
      return metrics.acknowledgedPerSecond === 0;
    });
    await engine.done('resume-production');
    const resumed = await untilProducer(engine, 'complete');

    expect(early.producer.pausedSince).not.toBeNull();
    // The transaction that was under way may still have come in.
    expect(
      late.producer.totals.acknowledged - early.producer.totals.acknowledged,
    ).toBeLessThanOrEqual(50);
    expect(late.producer.status.name).toBe('publishing');
    expect(resumed.producer.pausedSince).toBeNull();
    expect(await recordIds(workspace)).toEqual(allRows);
  });

  test('keeps to a limit within a tenth, steadily, and a new limit takes effect at once', async () => {
    const workspace = createWorkspace();
    const engine = await startEngine(workspace, ['--dataset', dataset]);
    await engine.done('limit-rate', { rowsPerSecond: 800 });
    await engine.done('start-ingestion');
    await untilAcknowledged(engine, 4_800);
    const liftedAt = Date.now();
    await engine.done('limit-rate', { rowsPerSecond: null });
    await untilProducer(engine, 'complete');

    const times = (await logRecords(workspace.logPath, TOPIC)).map((record) => record.timestampMs);
    const limited = times.filter((time) => time < liftedAt);
    // Each step is a quarter of a second's rows; in the first one the engine warms up.
    const steps = [...new Set(limited)];
    const [, second = 0] = steps;
    const rows = limited.filter((time) => time > second).length;
    const rate = (rows * 1000) / ((limited.at(-1) ?? 0) - second);
    expect(rate).toBeGreaterThan(720);
    expect(rate).toBeLessThan(880);
    expect(steps.length).toBeGreaterThanOrEqual(limited.length / 200);
    expect((times.at(-1) ?? 0) - liftedAt).toBeLessThan(1_000);
    expect(times).toHaveLength(ROWS);
  });

  test('stops when it is told to, goes on there, and publishes each row once', async () => {
    const workspace = createWorkspace();
    const engine = await startEngine(workspace, ['--dataset', dataset]);
    await engine.done('limit-rate', { rowsPerSecond: 2_000 });
    await engine.done('start-ingestion');
    await untilAcknowledged(engine, 1_000);

    await engine.done('stop-ingestion');
    const { producer: stopped } = await engine.state();
    const preview = await engine.done('preview-ingestion');
    await engine.done('limit-rate', { rowsPerSecond: null });
    await engine.done('start-ingestion');
    await untilProducer(engine, 'complete');

    const { rowsRead, acknowledged } = stopped.totals;
    expect(stopped.status.name).toBe('stopped');
    expect(preview).toMatchObject({ action: { kind: 'resume', fromRow: rowsRead, acknowledged } });
    expect(acknowledged).toBeGreaterThanOrEqual(1_000);
    expect(acknowledged).toBeLessThan(ROWS);
    expect(await recordIds(workspace)).toEqual(allRows);
  });

  test('stops no other ingestion than the one that was meant, and says so where there is none', async () => {
    const engine = await startEngine(createWorkspace(), ['--dataset', dataset]);
    const none = await engine.tell('stop-ingestion');
    await engine.done('limit-rate', { rowsPerSecond: 1_000 });
    await engine.done('start-ingestion');
    const { begunAt: first } = (await engine.state()).producer;
    await engine.done('stop-ingestion', { begunAt: first ?? 0 });
    await engine.done('start-ingestion');

    const stale = await engine.tell('stop-ingestion', { begunAt: first ?? 0 });
    const { producer } = await engine.state();
    await engine.done('stop-ingestion');

    expect(none).toMatchObject({ status: 409, body: { code: 'COMMAND_REFUSED' } });
    expect(stale).toMatchObject({
      status: 409,
      body: {
        code: 'COMMAND_REFUSED',
        message: 'The ingestion that was to stop has ended already',
      },
    });
    expect(producer.status.name).toBe('publishing');
  });

  test('a pause ends with the ingestion it paused', async () => {
    const engine = await startEngine(createWorkspace(), ['--dataset', dataset]);
    await engine.done('limit-rate', { rowsPerSecond: 1_000 });
    await engine.done('start-ingestion');
    await engine.done('pause-production');

    await engine.done('stop-ingestion');
    const { producer } = await engine.state();
    const again = await engine.tell('pause-production');
    await engine.done('start-ingestion');
    await untilAcknowledged(engine, 500);

    expect(producer).toMatchObject({ status: { name: 'stopped' }, pausedSince: null });
    expect(again.status).toBe(409);
  });

  test.each(['shutdown', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'loses nothing when the engine ends by %s in the middle',
    async (how) => {
      const workspace = createWorkspace();
      const engine = await startEngine(workspace, ['--dataset', dataset]);
      await engine.done('limit-rate', { rowsPerSecond: 3_000 });
      await engine.done('start-ingestion');
      await untilAcknowledged(engine, 1_000);

      const toldAt = performance.now();
      if (how === 'shutdown') await engine.done(how);
      else engine.process.kill(how);
      const { exitCode } = await engine.process.exited;
      const tookMs = performance.now() - toldAt;
      const result = await closeBooks(workspace);

      const exitCodes = { shutdown: 0, SIGTERM: 0, SIGINT: 130, SIGHUP: 129 };
      expect(exitCode).toBe(exitCodes[how]);
      expect(tookMs).toBeLessThan(5_000);
      expect(result).toMatchObject({ rows_read: ROWS, consumed: ROWS, balanced: true });
      expect(result.published_now).toBeLessThan(ROWS);
      expectExports(workspace.outputDir, expected);
    },
  );
});

describe('without a data set of its own', () => {
  test('an engine previews where it would be fetched from, and takes demo data where nobody has it', async () => {
    const workspace = createWorkspace();
    const engine = await startEngine(workspace, ['--demo-rows', '500']);

    const preview = await engine.done('preview-ingestion');
    await engine.done('start-ingestion');
    const { producer, notices } = await untilProducer(engine, 'complete');

    expect(preview).toEqual({
      source: null,
      downloads: ['DATASET_URL: http://127.0.0.1:9/tracks.csv'],
      topic: TOPIC,
      action: { kind: 'after-download' },
      shown: {
        engine: expect.any(String),
        sha256: null,
        action: 'after-download',
        fromRow: null,
      },
    });
    expect(producer.source).toMatchObject({ isDemo: true });
    expect(notices.map(({ text }) => text).join('\n')).toMatch(/generated tracks take its place/);
  });

  test('a download is shown, and stopped when the ingestion is', async () => {
    const workspace = createWorkspace();
    const url = await startSlowServer();
    const engine = await startEngine(workspace, [], { env: { DATASET_URL: url } });

    await engine.done('start-ingestion');
    const loading = await engine.untilState('bytes', ({ download }) => {
      return download.status === 'receiving' && download.receivedBytes > 0;
    });
    await engine.done('stop-ingestion');
    const { producer, download } = await engine.state();

    expect(loading.producer.status.name).toBe('preparing');
    expect(producer.status.name).toBe('stopped');
    expect(download.status).toBe('idle');
  });
});

describe('an ingest of a command without a screen', () => {
  test.each(['run', 'produce'])(
    '%s is limited, paused, and stopped for another day',
    async (command) => {
      const workspace = createWorkspace();
      const slowly = ['--batch-size', '50', '--delay-between-batches', '0.05'];
      const running = await startServed([command], workspace, ['--dataset', dataset, ...slowly]);
      await running.done('limit-rate', { rowsPerSecond: 5_000 });
      await untilProducer(running, 'publishing');
      await running.done('pause-production');
      const { producer } = await running.state();
      await running.done('resume-production');
      await untilAcknowledged(running, 300);

      await running.done('stop-ingestion');
      const { exitCode, stdout, stderr } = await running.process.exited;

      const { acknowledged, rows_read: read } = resultOf(stdout);
      expect(producer).toMatchObject({
        rowsPerSecondLimit: 5_000,
        pausedSince: expect.any(Number),
      });
      expect(exitCode).toBe(130);
      expect(stderr).toContain(
        `INTERRUPTED: The ingestion was stopped before row ${formatCount(read + 1)}`,
      );
      expect(acknowledged).toBeLessThan(ROWS);
      expect(await closeBooks(workspace)).toMatchObject({
        published_now: ROWS - acknowledged,
        balanced: true,
      });
    },
  );

  test('is shown by the engine of another process as producing elsewhere', async () => {
    const workspace = createWorkspace();
    const engine = await startEngine(workspace, ['--dataset', dataset]);

    const slowly = ['--batch-size', '60', '--delay-between-batches', '0.05'];
    const producing = runCli(['produce', '--dataset', dataset, ...slowly, ...workspace.flags]);
    const elsewhere = await untilProducer(engine, 'elsewhere');
    const { exitCode } = await producing;
    const done = await engine.untilState('its end', ({ producer: { ledger } }) => {
      return ledger?.isComplete === true;
    });

    expect(elsewhere.producer.ledger).toMatchObject({ isComplete: false, isDemo: false });
    expect(elsewhere.producer.totals.acknowledged).toBeGreaterThan(0);
    expect(exitCode).toBe(0);
    expect(done.producer).toMatchObject({ status: { name: 'idle' }, totals: { rowsRead: ROWS } });
  });
});

/** Sends a data set that takes minutes. */
async function startSlowServer(): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/csv', 'content-length': '10000000' });
    const sending = setInterval(() => response.write('x'.repeat(1_000)), 20);
    response.on('close', () => clearInterval(sending));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/tracks.csv`;
}
