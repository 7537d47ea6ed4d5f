import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PROTOCOL_VERSION } from '../../src/engine/protocol.ts';
import { lockExclusive } from '../../src/services/locks/lock.ts';
import { initialState } from '../../src/state/store.ts';
import { isRunning, killEngineAtEnd, runEngineCommand } from '../support/cli/detached-engine.ts';
import { type EngineState, engineState } from '../support/cli/engine-client.ts';
import { runCli, startCli } from '../support/cli/start-cli.ts';
import { until } from '../support/cli/until.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';

function openWorkspace(): Workspace {
  const workspace = createWorkspace();
  killEngineAtEnd(workspace);
  return workspace;
}

async function stateOf({ socketPath }: Workspace): Promise<EngineState> {
  const answer = await engineState(socketPath);
  if (answer === undefined) throw new Error(`nobody listens on ${socketPath}`);
  return answer;
}

/** Starts an engine in the background and tells its pid. */
async function started(workspace: Workspace): Promise<number> {
  await runEngineCommand(workspace, ['start']);
  return (await stateOf(workspace)).engine.pid;
}

describe('engine start', () => {
  test('leaves an engine behind in a session of its own and says how to find it', async () => {
    const workspace = openWorkspace();

    const { exitCode, stdout, stderr } = await runEngineCommand(workspace, ['start']);

    const { engine } = await stateOf(workspace);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(
      new RegExp(
        `^engine started: trackdeck engine, pid ${engine.pid} on .*\n` +
          `socket ${workspace.socketPath}\n` +
          `broker .*\n$`,
      ),
    );
    expect(sessionOf(engine.pid)).toBe(engine.pid);
  });

  test('says so when the engine runs already, and starts no other', async () => {
    const workspace = openWorkspace();
    const { pid } = startCli(['engine', 'serve', ...workspace.flags]);
    await untilOpened(workspace);

    const { exitCode, stdout } = await runEngineCommand(workspace, ['start']);

    expect(exitCode).toBe(0);
    expect(stdout).toContain(`engine runs already: trackdeck engine, pid ${pid} on `);
    expect(wordsOf(workspace)).toBeUndefined();
  });

  test('twice at once gives one engine to both', async () => {
    const workspace = openWorkspace();

    const starts = await Promise.all([
      runEngineCommand(workspace, ['start']),
      runEngineCommand(workspace, ['start']),
      runEngineCommand(workspace, ['start']),
    ]);

    const { engine } = await stateOf(workspace);
    process.kill(engine.pid, 'SIGKILL');
    // Longer than an engine waits for its lock: none of the others takes the place.
    await setTimeout(700);
    const heir = await engineState(workspace.socketPath);

    expect(heir).toBeUndefined();
    expect(starts.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    for (const { stdout } of starts) expect(stdout).toContain(`pid ${engine.pid} on `);
    expect(starts.filter(({ stdout }) => stdout.startsWith('engine started'))).toHaveLength(1);
  });

  test('waits for the engine that another start was faster with', async () => {
    const workspace = openWorkspace();
    const lock = lockExclusive(join(workspace.stateDir, 'locks', 'engine.lock'));
    onTestFinished(() => lock?.release());
    const starting = startCli(['engine', 'start', ...workspace.flags]);
    await until('our engine to give up', () => wordsOf(workspace)?.includes('ENGINE_RUNNING'));
    // That it goes on waiting shows only in time: some of its looks at an engine that has ended.
    await setTimeout(500);
    const stillWaits = !starting.hasExited();

    await pretendEngine(workspace, process.pid);
    const { exitCode, stdout } = await starting.exited;

    expect(stillWaits).toBe(true);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`engine runs already: trackdeck engine, pid ${process.pid} on `);
  });

  test('hands its settings on, but not in the list of processes', async () => {
    const workspace = openWorkspace();
    const secret = 'https://somebody:pa55word@example.org/tracks.csv';
    const config = workspace.write('config.json', '{"consumerGroup":"from-the-file"}');

    await runEngineCommand(workspace, [
      ...['start', '--topic', 'other-tracks', '--dataset-url', secret, '--config', config],
    ]);
    const { engine } = await stateOf(workspace);
    const { pipeline } = await untilOpened(workspace);

    expect(pipeline).toMatchObject({ topic: 'other-tracks', group: 'from-the-file' });
    expect(commandLineOf(engine.pid)).not.toContain('pa55word');
    expect(commandLineOf(engine.pid)).toContain(workspace.stateDir);
  });

  test('names what a running engine does otherwise than asked', async () => {
    const workspace = openWorkspace();
    await started(workspace);
    await untilOpened(workspace);

    const flags = ['--topic', 'other', '--force', '--batch-size', '70', '--stats-interval', '30'];
    const { exitCode, stderr } = await runEngineCommand(workspace, ['start', ...flags]);

    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      'notice: The running engine does not heed --topic other (it has spotify-tracks), ' +
        '--batch-size 70 (it has none), --force (it has false); ' +
        `end it with trackdeck engine stop --state-dir ${workspace.stateDir} ` +
        'and start it anew, or choose another --state-dir\n',
    );
  });

  test('refuses a data set that is not there before it starts anything', async () => {
    const workspace = openWorkspace();

    const { exitCode, stdout, stderr } = await runEngineCommand(workspace, [
      ...['start', '--dataset', workspace.path('none.csv')],
    ]);

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('trackdeck: DATASET_MISSING: There is no data set at ');
    expect(existsSync(workspace.stateDir)).toBe(false);
  });

  test('fails with the words and the exit code of the engine that could not start', async () => {
    const workspace = openWorkspace();
    const file = workspace.write('a-file', '');

    const { exitCode, stdout, stderr } = await runCli([
      ...['engine', 'start', '--state-dir', workspace.stateDir, '--output-dir', `${file}/output`],
    ]);

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(
      /^trackdeck: OUTPUT_UNWRITABLE: Cannot write .*a-file\/output.*\n {2}\S.*\n$/,
    );
  });

  test('refuses a state directory whose socket would have too long a path', async () => {
    const workspace = createWorkspace();
    const stateDir = workspace.path('s'.repeat(110));

    const commands = await Promise.all(
      ['start', 'serve', 'status', 'stop'].map((word) =>
        runCli(['engine', word, '--state-dir', stateDir, '--output-dir', workspace.outputDir]),
      ),
    );

    for (const { exitCode, stderr } of commands) {
      expect(exitCode).toBe(2);
      expect(stderr).toContain('SOCKET_PATH_TOO_LONG');
    }
  });

  test('takes the place of an engine that was killed', async () => {
    const workspace = openWorkspace();
    const victim = await started(workspace);
    process.kill(victim, 'SIGKILL');
    await until('the engine to be gone', () => !isRunning(victim));
    const leftSocket = existsSync(workspace.socketPath);

    const { exitCode, stdout } = await runEngineCommand(workspace, ['start']);

    const { engine } = await stateOf(workspace);
    expect(leftSocket).toBe(true);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`engine started: trackdeck engine, pid ${engine.pid} on `);
    expect(engine.pid).not.toBe(victim);
    expect(statSync(workspace.socketPath).mode & 0o777).toBe(0o600);
  });
});

describe('engine stop', () => {
  test('returns when the engine, its socket and its lock are gone', async () => {
    const workspace = openWorkspace();
    const pid = await started(workspace);

    const { exitCode, stdout } = await runEngineCommand(workspace, ['stop']);
    const wasRunning = isRunning(pid);
    const again = await runEngineCommand(workspace, ['start']);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`^engine stopped: trackdeck engine, pid ${pid} on .*\n$`));
    expect(wasRunning).toBe(false);
    expect(again.stdout).toContain('engine started');
  });

  test('reaches an engine whose socket somebody has removed', async () => {
    const workspace = openWorkspace();
    const pid = await started(workspace);
    rmSync(workspace.socketPath);

    const { exitCode, stdout } = await runEngineCommand(workspace, ['stop']);

    expect(exitCode).toBe(0);
    expect(stdout).toContain(`engine stopped: trackdeck engine, pid ${pid} on `);
    expect(isRunning(pid)).toBe(false);
  });

  test('tells what the last save has failed with', async () => {
    const workspace = openWorkspace();
    const pid = await started(workspace);
    await untilOpened(workspace);
    rmSync(workspace.outputDir, { recursive: true });
    writeFileSync(workspace.outputDir, 'no directory any more');

    const { exitCode, stdout, stderr } = await runEngineCommand(workspace, ['stop']);

    expect(isRunning(pid)).toBe(false);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('engine stopped: ');
    expect(stderr).toMatch(/^trackdeck: LAST_SAVE_FAILED: The exports could not be saved/);
    expect(stderr).toContain('What was counted is saved: the next start exports it.');
  });

  test('ends an engine of another version too', async () => {
    const workspace = openWorkspace();
    const other = await pretendEngine(workspace, await zombie(), PROTOCOL_VERSION + 1);

    const { exitCode, stdout } = await runEngineCommand(workspace, ['stop']);

    expect(other.shutdowns()).toEqual(['{}']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^engine stopped: /);
  });

  test('takes an engine for gone that nobody has asked for its exit code', async () => {
    const workspace = createWorkspace();
    await pretendEngine(workspace, await zombie());

    const { exitCode, stdout } = await runEngineCommand(workspace, ['stop']);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^engine stopped: /);
  });

  test('says so when none runs', async () => {
    const workspace = openWorkspace();

    const { exitCode, stdout } = await runEngineCommand(workspace, ['stop']);

    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `no engine runs on ${workspace.stateDir}\n`,
    });
  });

  test('says what to do when an engine does not end in time', async () => {
    const workspace = createWorkspace();
    const never = await pretendEngine(workspace, process.pid);

    const { exitCode, stderr } = await runEngineCommand(workspace, ['stop']);

    expect(never.shutdowns()).toEqual(['{"engine":"x"}']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `ENGINE_STOPPING: The engine (pid ${process.pid} on ${hostname()}) is still stopping after 10 s\n`,
    );
    expect(stderr).toContain(`kill -9 ${process.pid} ends it at once`);
  });
});

test('an engine that stands still is told from one that is gone', async () => {
  const workspace = openWorkspace();
  const pid = await started(workspace);
  process.kill(pid, 'SIGSTOP');

  const answers = await Promise.all(
    ['status', 'stop', 'start'].map((word) => runEngineCommand(workspace, [word])),
  );
  process.kill(pid, 'SIGCONT');

  for (const { exitCode, stderr } of answers) {
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `ENGINE_UNREACHABLE: The engine on ${workspace.socketPath} has said nothing for 5 s`,
    );
  }
});

describe('engine status', () => {
  test('tells scripts whether one runs, by its exit code and in JSON', async () => {
    const workspace = openWorkspace();
    const before = await runEngineCommand(workspace, ['status', '--json']);
    const pid = await started(workspace);

    const during = await runEngineCommand(workspace, ['status', '--json']);

    expect(before).toMatchObject({ exitCode: 3, stdout: '{"running":false}\n', stderr: '' });
    expect(during).toMatchObject({ exitCode: 0, stderr: '' });
    expect(during.stdout.split('\n')).toHaveLength(2);
    expect(JSON.parse(during.stdout)).toMatchObject({
      running: true,
      protocol: PROTOCOL_VERSION,
      engine: { pid, command: 'engine' },
      state: { producer: { status: { name: 'idle' } } },
    });
  });

  test('tells operators who runs, on what, and how far it is', async () => {
    const workspace = openWorkspace();
    const pid = await started(workspace);
    await untilOpened(workspace);

    const { exitCode, stdout } = await runEngineCommand(workspace, ['status']);

    const lines = stdout.split('\n');
    expect(exitCode).toBe(0);
    expect(lines[0]).toMatch(new RegExp(`^engine running: trackdeck engine \\S+, pid ${pid} on `));
    expect(lines[1]).toMatch(/^since \d{4}-\d\d-\d\dT[\d:.]+Z \(.+\)$/);
    expect(lines[2]).toBe(`socket ${workspace.socketPath}`);
    expect(lines[3]).toContain(
      `broker embedded log ${workspace.logPath} · topic spotify-tracks · group `,
    );
    expect(stdout).toContain('ingest idle');
    expect(stdout).toContain('books empty');
  });
});

test('an engine of another version is known by its status, and its state by none', async () => {
  const workspace = openWorkspace();
  await pretendEngine(workspace, process.pid, PROTOCOL_VERSION + 1);

  const text = await runEngineCommand(workspace, ['status']);
  const json = await runEngineCommand(workspace, ['status', '--json']);

  expect(text).toMatchObject({ exitCode: 0, stderr: '' });
  expect(text.stdout).toMatch(
    new RegExp(`^engine running: trackdeck engine 0, pid ${process.pid} `),
  );
  expect(text.stdout).toContain(`it speaks protocol ${PROTOCOL_VERSION + 1}, which this`);
  expect(JSON.parse(json.stdout)).toEqual({
    running: true,
    protocol: PROTOCOL_VERSION + 1,
    engine: expect.objectContaining({ pid: process.pid, version: '0' }),
  });
});

describe('engine serve', () => {
  test('says who has the state directory when it is not the first', async () => {
    const workspace = openWorkspace();
    const pid = await started(workspace);

    const { exitCode, stderr } = await runEngineCommand(workspace, ['serve']);

    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `trackdeck: ENGINE_RUNNING: The state directory ${workspace.stateDir} has an engine already: ` +
        `trackdeck engine, pid ${pid} on `,
    );
  });

  test('ends in order on SIGTERM, with exit code 0', async () => {
    const workspace = openWorkspace();
    const serving = startCli(['engine', 'serve', ...workspace.flags]);
    await untilOpened(workspace);

    serving.kill('SIGTERM');
    const { exitCode, signal } = await serving.exited;

    expect({ exitCode, signal }).toEqual({ exitCode: 0, signal: null });
    expect(existsSync(workspace.socketPath)).toBe(false);
  });
});

test('curl alone can look at an engine, follow it and steer it', async () => {
  const workspace = openWorkspace();
  await started(workspace);
  await untilOpened(workspace);
  const { socketPath } = workspace;

  const state = await curl(socketPath, '/state');
  const limit = await curl(socketPath, '/commands/limit-rate', ['-d', '{"rowsPerSecond":50}']);
  const events = await curlUntilData(socketPath, '/events');
  const wrong = await curl(socketPath, '/commands/fly', ['-X', 'POST']);

  const { sequence, engine } = JSON.parse(state.stdout);
  expect(JSON.parse(limit.stdout)).toEqual({
    done: 'limit-rate',
    engine: engine.id,
    sequence: expect.any(Number),
    result: null,
  });
  const [name, data] = events.split('\n');
  expect(name).toBe('event: hello');
  expect(JSON.parse(data?.replace('data: ', '') ?? '')).toMatchObject({
    protocol: PROTOCOL_VERSION,
    engine: engine.id,
  });
  expect(sequence).toBeGreaterThan(0);
  expect(JSON.parse(wrong.stdout).code).toBe('COMMAND_INVALID');
});

/** Something that answers as the engine of a process and does nothing that it is told to. */
async function pretendEngine(
  { stateDir, socketPath }: Workspace,
  pid: number,
  protocol = PROTOCOL_VERSION,
) {
  mkdirSync(stateDir, { recursive: true });
  const shutdowns: string[] = [];
  const who = { id: 'x', pid, host: hostname(), version: '0', command: 'engine' };
  const engine = { ...who, startedAt: 1, commands: [], settings: {} };
  const answer = JSON.stringify({ protocol, engine, sequence: 0, state: initialState });
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.url === '/commands/shutdown') shutdowns.push(body);
      response.end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(() => {
    server.close();
  });
  return { shutdowns: () => shutdowns };
}

/** A process that has ended and whose parent does not care, as in a container without init. */
async function zombie(): Promise<number> {
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => {
    parent.kill('SIGKILL');
  });
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(line);
  await until('the process to have ended', () => !isRunning(pid));
  return pid;
}

/** What detached engines have written on stderr; `undefined` where none was started. */
function wordsOf({ stateDir }: Workspace): string | undefined {
  const path = join(stateDir, 'logs', 'engine.stderr');
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

const run = promisify(execFile);

async function curl(socketPath: string, path: string, options: readonly string[] = []) {
  return run('curl', curlArgs(socketPath, path, options));
}

/** What curl prints first of an answer that has no end. */
async function curlUntilData(socketPath: string, path: string): Promise<string> {
  const reader = spawn('curl', curlArgs(socketPath, path, ['--no-buffer']));
  onTestFinished(() => void reader.kill());
  const [chunk] = await once(reader.stdout, 'data');
  return String(chunk);
}

function curlArgs(socketPath: string, path: string, options: readonly string[]): string[] {
  return ['--silent', '--unix-socket', socketPath, ...options, `http://engine${path}`];
}

async function untilOpened(workspace: Workspace): Promise<EngineState['state']> {
  const found = await until('the broker to be open', async () => {
    const answer = await engineState(workspace.socketPath);
    return answer !== undefined && answer.state.pipeline !== null && answer.state;
  });
  if (found === undefined) throw new Error('no engine');
  return found;
}

function commandLineOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
}

/** Field 6 of `/proc/PID/stat`; the name before it may hold spaces. */
function sessionOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')')).split(' ')[4]);
}
