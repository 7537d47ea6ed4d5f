import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROTOCOL_VERSION } from '../../src/engine/protocol.ts';
import { writeDemoFile } from '../support/cli/demo-file.ts';
import { askEngine, type EngineState, engineState } from '../support/cli/engine-client.ts';
import { expectExports } from '../support/cli/expect-exports.ts';
import { type ExpectedTotals, expectedTotals } from '../support/cli/expected-totals.ts';
import { EXPORT_NAMES, readAnalytics, readTrackKeys } from '../support/cli/exported-files.ts';
import { resultOf } from '../support/cli/results.ts';
import { startCli } from '../support/cli/start-cli.ts';
import { until } from '../support/cli/until.ts';
import { createWorkspace } from '../support/cli/workspace.ts';

const ROWS = 6_000;
const SLOWLY = ['--batch-size', '50', '--delay-between-batches', '0.05'];

type Snapshot = { readonly done: string; readonly result: { readonly directory: string } };
type Manifest = {
  readonly offsets: Readonly<Record<string, number>>;
  readonly records: number;
  readonly files: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly sha256: string;
  }[];
};

const shared = createWorkspace(afterAll);
let dataset: string;
let expected: ExpectedTotals;

beforeAll(async () => {
  const demo = await writeDemoFile(shared, { rows: ROWS, seed: 9 });
  dataset = demo.path;
  expected = expectedTotals(demo.csv);
});

describe('the engine of a run', () => {
  test('tells its state to its owner only', async () => {
    const { socketPath, flags } = createWorkspace();
    const running = startCli(['run', '--dataset', dataset, ...SLOWLY, ...flags]);
    const answer = await untilState(socketPath, () => true);

    const mode = statSync(socketPath).mode & 0o777;
    const { status } = await askEngine(socketPath, 'GET', '/nothing');

    expect(mode).toBe(0o600);
    expect(status).toBe(404);
    expect(answer).toMatchObject({
      protocol: PROTOCOL_VERSION,
      engine: { pid: running.pid, command: 'run' },
      state: { pipeline: { broker: 'embedded', topic: 'spotify-tracks' } },
    });
  });

  test('pauses and resumes consumption while it publishes, and nothing is lost', async () => {
    const { socketPath, flags, outputDir } = createWorkspace();
    const running = startCli(['run', '--dataset', dataset, ...SLOWLY, ...flags]);
    await untilState(socketPath, ({ consumer }) => consumer.countedNow > 0);

    const pause = await askEngine(socketPath, 'POST', '/commands/pause-consumption');
    const early = await untilAcknowledged(socketPath, 500);
    const late = await untilAcknowledged(socketPath, 500);
    const resume = await askEngine(socketPath, 'POST', '/commands/resume-consumption');
    const { exitCode, stdout } = await running.exited;

    expect([pause.status, resume.status]).toEqual([200, 200]);
    expect(early.consumer.pausedSince).not.toBeNull();
    expect(late.consumer.countedNow).toBe(early.consumer.countedNow);
    expect(exitCode).toBe(0);
    expect(resultOf(stdout)).toMatchObject({ consumed: ROWS, exported: ROWS, balanced: true });
    expectExports(outputDir, expected);
  });

  test('writes a snapshot whose manifest is true', async () => {
    const { socketPath, flags, outputDir } = createWorkspace();
    const running = startCli(['run', '--dataset', dataset, ...SLOWLY, ...flags]);
    await untilState(socketPath, ({ consumer }) => consumer.countedNow > 1000);

    const { status, body } = await askEngine(socketPath, 'POST', '/commands/export-snapshot');
    const { exitCode } = await running.exited;

    const { directory } = (body as Snapshot).result;
    const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Manifest;
    expect([status, exitCode]).toEqual([200, 0]);
    expect(directory).toMatch(/\/snapshots\/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/);
    expect(readdirSync(join(outputDir, 'snapshots'))).toHaveLength(1);
    expect(readdirSync(directory).sort()).toEqual(['manifest.json', ...EXPORT_NAMES]);
    expect(manifest.files.toSorted(byName)).toEqual(
      EXPORT_NAMES.map((name) => fileEntry(directory, name)),
    );
    expect(manifest.records).toBeGreaterThan(0);
    expect(sumOf(Object.values(manifest.offsets))).toBe(manifest.records);
    expect(readTrackKeys(directory)).toHaveLength(manifest.records);
    expect(readAnalytics(directory).summary['total_tracks_processed']).toBe(manifest.records);
  });

  test('refuses a command it does not know', async () => {
    const { socketPath, flags } = createWorkspace();
    startCli(['run', '--dataset', dataset, ...SLOWLY, ...flags]);
    await untilState(socketPath, () => true);

    const { status, body } = await askEngine(socketPath, 'POST', '/commands/fly');

    expect(status).toBe(400);
    expect(body).toMatchObject({ message: expect.any(String) });
  });
});

describe('the engine of a consumer', () => {
  test('shuts down when told to, and its socket goes with it', async () => {
    const { socketPath, flags } = createWorkspace();
    const running = startCli(['consume', ...flags]);
    await untilState(socketPath, ({ consumer }) => consumer.status.name === 'caught-up');

    const { status } = await askEngine(socketPath, 'POST', '/commands/shutdown');
    const { exitCode, stdout } = await running.exited;

    expect([status, exitCode]).toEqual([200, 0]);
    expect(resultOf<{ consumed: number }>(stdout).consumed).toBe(0);
    expect(statSync(socketPath, { throwIfNoEntry: false })).toBeUndefined();
  });

  test('is not ended by a shutdown that is meant for another engine', async () => {
    const { socketPath, flags } = createWorkspace();
    startCli(['consume', ...flags]);
    await untilState(socketPath, ({ consumer }) => consumer.status.name === 'caught-up');

    const { status, body } = await askEngine(socketPath, 'POST', '/commands/shutdown', {
      engine: 'the-one-before',
    });

    expect(status).toBe(409);
    expect(body).toMatchObject({
      code: 'COMMAND_REFUSED',
      message: 'The engine that was to stop is gone already',
    });
    expect(await engineState(socketPath)).toBeDefined();
  });

  test('listens under the runtime directory when the path in the state directory is too long', async () => {
    const { path, outputDir } = createWorkspace();
    const stateDir = path('s'.repeat(110));
    const flags = ['--state-dir', stateDir, '--output-dir', outputDir];
    startCli(['consume', ...flags], { env: { XDG_RUNTIME_DIR: path('') } });
    const name = await until('the socket', () =>
      readdirSync(path('')).find((entry) => entry.endsWith('.sock')),
    );

    const answer = await untilState(path(name ?? ''), () => true);

    expect(name).toMatch(/^trackdeck-[0-9a-f]{16}\.sock$/);
    expect(answer.engine.command).toBe('consume');
  });

  test('takes the place of one that was killed', async () => {
    const { socketPath, flags } = createWorkspace();
    const victim = startCli(['consume', ...flags]);
    await untilState(socketPath, () => true);
    victim.kill('SIGKILL');
    await victim.exited;

    const heir = startCli(['consume', ...flags]);
    const answer = await untilState(socketPath, () => true);

    expect(answer.engine.pid).toBe(heir.pid);
  });
});

async function untilState(
  socketPath: string,
  isThere: (state: EngineState['state']) => boolean,
): Promise<EngineState> {
  const found = await until('the engine to get there', async () => {
    const answer = await engineState(socketPath);
    return answer !== undefined && isThere(answer.state) && answer;
  });
  return found as EngineState;
}

/** The state when this many more rows are acknowledged than now. */
async function untilAcknowledged(socketPath: string, more: number): Promise<EngineState['state']> {
  const { state } = await untilState(socketPath, () => true);
  const wanted = state.producer.totals.acknowledged + more;
  return (await untilState(socketPath, (now) => now.producer.totals.acknowledged >= wanted)).state;
}

function fileEntry(directory: string, name: string): Manifest['files'][number] {
  const content = readFileSync(join(directory, name));
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { name, bytes: content.length, sha256 };
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : 1;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
