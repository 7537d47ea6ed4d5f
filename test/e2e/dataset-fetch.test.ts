import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeDemoFile } from '../support/cli/demo-file.ts';
import { expectOneMessage } from '../support/cli/expect-one-message.ts';
import { resultOf } from '../support/cli/results.ts';
import { runCli } from '../support/cli/start-cli.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';
import { answers, sends } from '../support/http/behaviours.ts';
import { startServer, type TestServer } from '../support/http/test-server.ts';

const ROWS = 300;

let csv: string;

beforeAll(async () => {
  ({ csv } = await writeDemoFile(createWorkspace(afterAll), { rows: ROWS, seed: 11 }));
});

function dataset(
  verb: 'fetch' | 'info' | 'clear',
  { stateDir }: Workspace,
  { url }: TestServer,
  ...flags: readonly string[]
) {
  const env = { DATASET_URL: url.href };
  return runCli(['dataset', verb, ...flags, '--state-dir', stateDir], { env });
}

describe('dataset fetch', () => {
  test('prints the path of the data set, and downloads it once', async () => {
    const server = await startServer(sends(csv));
    const workspace = createWorkspace();

    const first = await dataset('fetch', workspace, server);
    const again = await dataset('fetch', workspace, server);

    expect(first.exitCode, first.stderr).toBe(0);
    expect(readFileSync(first.stdout.trimEnd(), 'utf8')).toBe(csv);
    expect(again.stdout).toBe(first.stdout);
    expect(server.requests).toHaveLength(1);
  });

  test('names the fingerprint it found and the published one where they differ', async () => {
    const server = await startServer(sends(csv));

    const { exitCode, stderr } = await dataset('fetch', createWorkspace(), server);

    const found = createHash('sha256').update(csv).digest('hex');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/warning: The data set from DATASET_URL is another one/);
    expect(stderr).toMatch(new RegExp(`SHA-256 ${found} .* published [0-9a-f]{64} `));
  });

  test('fails with what each source answered, and leaves no data set', async () => {
    const server = await startServer(answers(404));
    const workspace = createWorkspace();

    const { exitCode, stdout, stderr } = await dataset('fetch', workspace, server);

    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expectOneMessage(stderr, 'DOWNLOAD_FAILED', /DATASET_URL: .*404/);
    const { stdout: cleared } = await dataset('info', workspace, server, '--json');
    expect(resultOf<{ demo: boolean }>(cleared).demo).toBe(true);
  });

  test('does not take any other page for the data set', async () => {
    const server = await startServer(sends('<html>Please log in</html>'));

    const { exitCode, stderr } = await dataset('fetch', createWorkspace(), server);

    expect(exitCode).toBe(1);
    expectOneMessage(stderr, 'DOWNLOAD_FAILED', /DATASET_URL: It sent no data set: /);
  });
});

test('dataset info tells where a fetched data set came from', async () => {
  const server = await startServer(sends(csv));
  const workspace = createWorkspace();
  await dataset('fetch', workspace, server);

  const { stdout } = await dataset('info', workspace, server, '--json');

  expect(resultOf<object>(stdout)).toMatchObject({
    rows: ROWS,
    demo: false,
    fetched: { source: 'DATASET_URL', url: server.url.href, file_bytes: Buffer.byteLength(csv) },
  });
});

test('run takes the fetched data set, though its server is gone', async () => {
  const server = await startServer(sends(csv));
  const workspace = createWorkspace();
  await dataset('fetch', workspace, server);
  await server.close();

  const { exitCode, stdout, stderr } = await runCli(['run', ...workspace.flags], {
    env: { DATASET_URL: server.url.href },
  });

  expect(exitCode, stderr).toBe(0);
  expect(resultOf(stdout)).toMatchObject({ rows_read: ROWS, consumed: ROWS, demo: false });
});

test('where DATASET_URL fails, run says why with every line that demo data took its place', async () => {
  const server = await startServer(answers(404));
  const workspace = createWorkspace();

  const { exitCode, stdout, stderr } = await runCli(
    ['run', '--demo-rows', '100', ...workspace.flags],
    { env: { DATASET_URL: server.url.href } },
  );

  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/^DEMO DATA · warning: DATASET_URL: .*404/m);
  expect(
    stderr
      .trimEnd()
      .split('\n')
      .filter((line) => !line.startsWith('DEMO DATA')),
  ).toEqual([]);
  expect(resultOf(stdout)).toMatchObject({ rows_read: 100, demo: true });
});

describe('dataset clear', () => {
  test('removes what was fetched, so that the next fetch downloads it anew', async () => {
    const server = await startServer(sends(csv));
    const workspace = createWorkspace();
    const path = (await dataset('fetch', workspace, server)).stdout.trimEnd();

    const cleared = await dataset('clear', workspace, server);

    expect(cleared.exitCode, cleared.stderr).toBe(0);
    expect(cleared.stdout).toMatch(/^Removed \d.* from .*\n$/);
    expect(existsSync(path)).toBe(false);
    const again = await dataset('fetch', workspace, server);
    expect(again.stdout.trimEnd()).toBe(path);
    expect(server.requests).toHaveLength(2);
  });

  test('has nothing to remove where nothing was fetched', async () => {
    const server = await startServer(answers(404));

    const { exitCode, stdout } = await dataset('clear', createWorkspace(), server);

    expect(exitCode).toBe(0);
    expect(stdout).toBe('Nothing to remove.\n');
  });
});
