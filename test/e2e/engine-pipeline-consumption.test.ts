import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { writeDemoFile } from '../support/cli/demo-file.ts';
import { engineState } from '../support/cli/engine-client.ts';
import { expectExports } from '../support/cli/expect-exports.ts';
import { type ExpectedTotals, expectedTotals } from '../support/cli/expected-totals.ts';
import { readTrackKeys } from '../support/cli/exported-files.ts';
import { holdExports } from '../support/cli/hold-exports.ts';
import { type RunningEngine, startEngine, startServed } from '../support/cli/running-engine.ts';
import { runCli, startCli } from '../support/cli/start-cli.ts';
import { until } from '../support/cli/until.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';

const ROWS = 6_000;

const shared = createWorkspace(afterAll);
let dataset: string;
let expected: ExpectedTotals;

beforeAll(async () => {
  const demo = await writeDemoFile(shared, { rows: ROWS, seed: 9 });
  dataset = demo.path;
  expected = expectedTotals(demo.csv);
});

function produce({ flags }: Workspace, ...settings: string[]) {
  return runCli(['produce', '--dataset', dataset, ...flags, ...settings]);
}

function untilCounted(engine: RunningEngine, tracks: number) {
  return engine.untilState(`${tracks} tracks`, ({ analytics }) => {
    return (analytics?.view.total ?? 0) >= tracks;
  });
}

function curlEvents(socketPath: string): ChildProcess {
  const url = 'http://engine/events';
  const reader = spawn('curl', ['--silent', '--no-buffer', '--unix-socket', socketPath, url]);
  onTestFinished(() => void reader.kill());
  reader.stdout.resume();
  return reader;
}

function lagOf({ topic }: Awaited<ReturnType<RunningEngine['state']>>): number {
  const partitions = topic?.partitions ?? [];
  return partitions.reduce((sum, { logEndOffset, committedOffset }) => {
    return sum + logEndOffset - (committedOffset ?? 0);
  }, 0);
}

describe('the consumption of an engine', () => {
  test('stands still while it is paused, with its lag on show, and goes on afterwards', async () => {
    const workspace = createWorkspace();
    const engine = await startEngine(workspace);
    await engine.untilState('a group', ({ topic }) => topic?.members === 1);

    await engine.done('pause-consumption');
    await produce(workspace);
    const paused = await engine.untilState('the lag', (state) => lagOf(state) === ROWS);
    await engine.done('resume-consumption');
    const resumed = await untilCounted(engine, ROWS);
    await engine.untilState('no lag', (state) => lagOf(state) === 0);
    await engine.done('shutdown');
    await engine.process.exited;

    expect(paused.consumer).toMatchObject({ pausedSince: expect.any(Number), countedNow: 0 });
    expect(paused.analytics).toBeNull();
    expect(resumed.consumer.pausedSince).toBeNull();
    expectExports(workspace.outputDir, expected);
  });

  test('stays paused through a rebalance', async () => {
    const workspace = createWorkspace();
    const engine = await startEngine(workspace);
    await engine.untilState('a group', ({ topic }) => topic?.members === 1);
    await engine.done('pause-consumption');

    const other = startCli(['consume', ...workspace.flags]);
    await engine.untilState('two members', ({ topic }) => topic?.members === 2);
    other.kill('SIGTERM');
    await other.exited;
    await engine.untilState('all partitions back', ({ topic, consumer }) => {
      return topic?.members === 1 && Object.keys(consumer.partitions).length === 3;
    });
    await produce(workspace);
    const paused = await engine.untilState('the lag', (state) => lagOf(state) === ROWS);
    await engine.done('resume-consumption');
    await untilCounted(engine, ROWS);

    expect(paused.consumer).toMatchObject({ pausedSince: expect.any(Number), countedNow: 0 });
  });

  test('shows in a new engine what an earlier one counted and published, before any record comes', async () => {
    const workspace = createWorkspace();
    const first = await startEngine(workspace, ['--dataset', dataset]);
    await first.done('start-ingestion');
    const before = await untilCounted(first, ROWS);
    await first.done('shutdown');
    await first.process.exited;

    const second = await startEngine(workspace, ['--dataset', dataset]);
    const state = await untilCounted(second, ROWS);
    const known = await second.untilState('the ledger', ({ producer }) => producer.ledger !== null);

    const { genres, ...view } = before.analytics?.view ?? { genres: [] };
    const atRest = genres.map((genre) => ({ ...genre, tracksPerSecond: 0 }));
    expect(state.analytics?.view).toEqual({ ...view, genres: atRest });
    expect(state.consumer.countedNow).toBe(0);
    expect(known.producer).toMatchObject({
      status: { name: 'idle' },
      ledger: { isComplete: true },
      totals: { rowsRead: ROWS, acknowledged: ROWS },
    });
    expect(known.metrics).toMatchObject({ acknowledgedPerSecond: 0, sourceBytesPerSecond: 0 });
  });

  test('shows what other members count too', async () => {
    const workspace = createWorkspace();
    const settings = ['--stats-interval', '1'];
    const engine = await startEngine(workspace, settings);
    const other = startCli(['consume', ...workspace.flags, ...settings]);
    await engine.untilState('a share of the partitions', ({ topic, consumer }) => {
      return topic?.members === 2 && Object.keys(consumer.partitions).length < 3;
    });

    await produce(workspace);
    const { consumer, topic } = await untilCounted(engine, ROWS);

    expect(consumer.countedNow).toBeLessThan(ROWS);
    expect(new Set(topic?.partitions.map(({ owner }) => owner)).size).toBe(2);
    expect(other.hasExited()).toBe(false);
  });

  test('is served by a consumer as soon as no other process is', async () => {
    const workspace = createWorkspace();
    const settings = ['--dataset', dataset];
    const producer = await startServed(['produce'], workspace, [
      ...settings,
      ...['--batch-size', '100', '--delay-between-batches', '0.05'],
    ]);
    const consumer = startCli(['consume', ...workspace.flags]);

    await producer.process.exited;
    const served = await until('the consumer to be served', async () => {
      const answer = await engineState(workspace.socketPath);
      return answer?.engine.command === 'consume' && answer;
    });

    expect(served).toMatchObject({ engine: { pid: consumer.pid } });
  });
});

describe('a snapshot of an engine', () => {
  test('is written at once, and told where and how large', async () => {
    const workspace = createWorkspace();
    const engine = await startEngine(workspace, ['--dataset', dataset]);
    await engine.done('start-ingestion');
    await untilCounted(engine, ROWS);

    const result = await engine.done('export-snapshot');
    const { exports } = await engine.state();

    const { directory, bytes } = result as { readonly directory: string; readonly bytes: number };
    const manifest = readFileSync(join(directory, 'manifest.json'), 'utf8');
    expect(exports.snapshot).toMatchObject({ directory, bytes });
    expect(JSON.parse(manifest)).toMatchObject({ records: ROWS });
    expect(readTrackKeys(directory)).toHaveLength(ROWS);
  });

  test('is finished before an engine ends that is stopped meanwhile', async () => {
    const workspace = createWorkspace();
    const engine = await startEngine(workspace, ['--dataset', dataset]);
    await engine.done('limit-rate', { rowsPerSecond: 3_000 });
    await engine.done('start-ingestion');
    await untilCounted(engine, 500);

    // It waits for them, and has not written anything when the engine is told to end.
    const held = await holdExports(workspace);
    const asked = engine.tell('export-snapshot');
    await engine.untilState('a snapshot', ({ exports }) => exports.snapshotSince !== null);
    await engine.done('shutdown');
    held.release();
    const { status, body } = await asked;
    const { exitCode } = await engine.process.exited;

    const { result } = body as { readonly result: { readonly directory: string } };
    const manifest = readFileSync(join(result.directory, 'manifest.json'), 'utf8');
    const log = readFileSync(join(workspace.stateDir, 'logs', 'trackdeck.log'), 'utf8');
    expect([status, exitCode]).toEqual([200, 0]);
    expect(JSON.parse(manifest).records).toBeGreaterThanOrEqual(500);
    expect(log.match(/exports\/snapshot-written|engine\/ended/g)).toEqual([
      'exports/snapshot-written',
      'engine/ended',
    ]);
  });

  test('that cannot be written says why, to whoever asked and to everybody else', async () => {
    const workspace = createWorkspace();
    const engine = await startEngine(workspace);
    await engine.untilState('a group', ({ topic }) => topic?.members === 1);
    const snapshots = join(workspace.outputDir, 'snapshots');
    mkdirSync(workspace.outputDir, { recursive: true });
    rmSync(snapshots, { recursive: true, force: true });
    writeFileSync(snapshots, 'in the way');

    const { status, body } = await engine.tell('export-snapshot');
    const { notices, exports } = await engine.state();

    const { code } = body as { readonly code: string };
    expect(status).not.toBe(200);
    expect(exports.snapshotSince).toBeNull();
    expect(body).toMatchObject({ code: expect.any(String), message: expect.any(String) });
    expect(notices).toContainEqual(
      expect.objectContaining({ level: 'error', text: expect.stringContaining(code) }),
    );
  });
});

describe('an engine that is watched', () => {
  test('tells by how many, and nothing any more once it has ended', async () => {
    const workspace = createWorkspace();
    const engine = await startEngine(workspace);
    const watch = () => curlEvents(workspace.socketPath);
    const watchedBy = (count: number) => {
      return engine.untilState(`${count} watchers`, ({ watchers }) => watchers === count);
    };

    const first = watch();
    await watchedBy(1);
    watch();
    await watchedBy(2);
    first.kill();
    await watchedBy(1);
    await engine.done('shutdown');
    await engine.process.exited;

    const log = readFileSync(join(workspace.stateDir, 'logs', 'trackdeck.log'), 'utf8');
    expect(log.match(/engine\/\w+/g)).toEqual([
      ...['engine/watched', 'engine/watched', 'engine/watched'],
      ...['engine/stopping', 'engine/ended'],
    ]);
  });
});

describe('an engine whose broker is away', () => {
  const nobodyThere = ['--bootstrap-servers', '127.0.0.1:9', '--broker-timeout', '1'];

  test('says so, since when, and when it tries again, and goes on trying', async () => {
    const engine = await startEngine(createWorkspace(), nobodyThere);

    const first = await engine.untilState('the outage', ({ topic }) => {
      return (topic?.unreachable ?? null) !== null;
    });
    const since = first.topic?.unreachable?.since ?? 0;
    const later = await engine.untilState('another attempt', ({ topic }) => {
      return (topic?.unreachable?.retryAt ?? 0) > since + 2_000;
    });

    expect(first.topic?.unreachable).toMatchObject({ failure: { code: 'BROKER_UNREACHABLE' } });
    expect(later.topic?.unreachable?.since).toBe(since);
    expect(engine.process.hasExited()).toBe(false);
  });

  test('refuses what needs it with the reason, remembers a pause, and ends in order', async () => {
    const engine = await startEngine(createWorkspace(), [...nobodyThere, '--dataset', dataset]);

    const preview = await engine.done('preview-ingestion');
    const start = await engine.tell('start-ingestion');
    const snapshot = await engine.tell('export-snapshot');
    await engine.done('pause-consumption');
    const { consumer } = await engine.state();
    const toldAt = performance.now();
    await engine.done('shutdown');
    const { exitCode } = await engine.process.exited;
    const tookMs = performance.now() - toldAt;

    const failure = { code: 'BROKER_UNREACHABLE' };
    expect(preview).toMatchObject({ source: { name: dataset }, action: { failure } });
    expect([start.status, start.body]).toMatchObject([503, failure]);
    expect([snapshot.status, snapshot.body]).toMatchObject([503, failure]);
    expect(consumer.pausedSince).not.toBeNull();
    expect(exitCode).toBe(0);
    expect(tookMs).toBeLessThan(5_000);
  });
});

test('an engine that cannot export where it was told to ends with the reason', async () => {
  const workspace = createWorkspace();
  await runCli(['run', '--dataset', dataset, ...workspace.flags]);
  const other = createWorkspace();

  const { exitCode, stderr } = await runCli([
    ...['engine', 'serve', '--state-dir', workspace.stateDir],
    ...['--output-dir', other.write('a-file', '')],
  ]);

  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/OUTPUT_UNWRITABLE/);
});
