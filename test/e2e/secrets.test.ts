import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { killEngineAtEnd, runEngineCommand } from '../support/cli/detached-engine.ts';
import { directoryEntries } from '../support/cli/directory-entries.ts';
import { askEngine } from '../support/cli/engine-client.ts';
import { startEngine } from '../support/cli/running-engine.ts';
import { runCli } from '../support/cli/start-cli.ts';
import { createWorkspace, type Workspace } from '../support/cli/workspace.ts';
import { HEADER, rowLine } from '../support/csv/csv-text.ts';

/** What none of our output may hold, by where it is planted; `/` and `+` change when they are encoded. */
const SECRETS = {
  sasl: 'hunter2/sasl+password',
  kaggle: 'hunter2/kaggle+key',
  url: 'hunter2/url+password',
  query: 'hunter2-signed-query',
  proxy: 'hunter2/proxy+password',
  hdfs: 'hunter2/hdfs+password',
  key: 'hunter2privatekey',
};

/** Everybody's closed port. */
const NOBODY = '127.0.0.1:9';
const LOUD = { LOG_LEVEL: 'debug' };

describe('nothing of a secret is printed, logged or kept', () => {
  test('of a URL with a login and a signature', async () => {
    const workspace = createWorkspace();
    const url = `http://op:${encodeURIComponent(SECRETS.url)}@${NOBODY}/t.csv?sig=${SECRETS.query}`;
    const env = { ...LOUD, DATASET_URL: url };

    const fetched = await runCli(['dataset', 'fetch', ...workspace.flags], { env });
    const run = await runCli(['run', '--demo-rows', '50', ...workspace.flags], { env });

    expect([fetched.exitCode, run.exitCode]).toEqual([1, 0]);
    expectNoSecret(workspace, fetched, run);
  });

  test('of a Kaggle account and a proxy', async () => {
    const workspace = createWorkspace();
    const env = {
      ...LOUD,
      KAGGLE_USERNAME: 'op',
      KAGGLE_KEY: SECRETS.kaggle,
      HTTPS_PROXY: `http://op:${encodeURIComponent(SECRETS.proxy)}@${NOBODY}`,
      DATASET_URL: '',
    };

    const fetched = await runCli(['dataset', 'fetch', ...workspace.flags], { env });

    expect(fetched.exitCode).toBe(1);
    expectNoSecret(workspace, fetched);
  });

  test('of settings that are refused', async () => {
    const workspace = createWorkspace();
    const config = workspace.write('config.json', JSON.stringify({ saslPassword: SECRETS.sasl }));
    const env = {
      DATASET_URL: `ftp://op:${SECRETS.url}@example.org/?sig=${SECRETS.query}`,
      HDFS_URL: `http://op:${SECRETS.hdfs}@namenode`,
      HTTPS_PROXY: `proxy:${SECRETS.proxy}@${NOBODY}`,
      KAFKA_BOOTSTRAP_SERVERS: `SASL_SSL://op:${SECRETS.sasl}@${NOBODY}`,
    };

    const all = await runCli(['run', '--config', config, ...workspace.flags], { env });
    const proxy = await runCli(['dataset', 'fetch', ...workspace.flags], {
      env: { HTTPS_PROXY: env.HTTPS_PROXY },
    });

    expect([all.exitCode, proxy.exitCode]).toEqual([2, 2]);
    expectNoSecret(workspace, all, proxy);
  });

  test('of a login to Kafka, and of a private key', async () => {
    const workspace = createWorkspace();
    const key = workspace.write('client.key', `-----BEGIN KEY-----\n${SECRETS.key}\n`);
    const login = { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'op' };
    const away = { ...LOUD, KAFKA_BOOTSTRAP_SERVERS: NOBODY, BROKER_TIMEOUT: '1' };
    const file = workspace.write('password', `${SECRETS.sasl}\n`);
    const args = ['produce', '--dataset', datasetIn(workspace), ...workspace.flags];

    const given = await runCli(args, {
      env: { ...away, ...login, KAFKA_SASL_PASSWORD: SECRETS.sasl },
    });
    const fromFile = await runCli(args, {
      env: { ...away, ...login, KAFKA_SASL_PASSWORD_FILE: file },
    });
    const withKey = await runCli(args, {
      env: { ...away, KAFKA_SSL_CERT: key, KAFKA_SSL_KEY: key },
    });

    expect([given.exitCode, fromFile.exitCode, withKey.exitCode]).toEqual([1, 1, 1]);
    expectNoSecret(workspace, given, fromFile, withKey);
  });

  test('by an engine with all of them, by its API, or by its status', async () => {
    const workspace = createWorkspace();
    killEngineAtEnd(workspace);
    const url = `http://op:${encodeURIComponent(SECRETS.url)}@${NOBODY}/t.csv?sig=${SECRETS.query}`;
    const env = {
      ...LOUD,
      KAFKA_BOOTSTRAP_SERVERS: NOBODY,
      KAFKA_SASL_MECHANISM: 'plain',
      KAFKA_SASL_USERNAME: 'op',
      KAFKA_SASL_PASSWORD: SECRETS.sasl,
      KAGGLE_USERNAME: 'op',
      KAGGLE_KEY: SECRETS.kaggle,
    };

    const start = await runEngineCommand(workspace, ['start', '--dataset-url', url], { env });
    const preview = await askEngine(workspace.socketPath, 'POST', '/commands/preview-ingestion');
    const state = await askEngine(workspace.socketPath, 'GET', '/state');
    const status = await runEngineCommand(workspace, ['status', '--json'], { env });
    const stop = await runEngineCommand(workspace, ['stop'], { env });

    expect([start.exitCode, status.exitCode, stop.exitCode], start.stderr).toEqual([0, 0, 0]);
    expectNoSecret(workspace, start, status, stop, text(preview), text(state));
  });

  test('by an engine on the embedded log that downloads', async () => {
    const workspace = createWorkspace();
    const url = `http://op:${encodeURIComponent(SECRETS.url)}@${NOBODY}/t.csv?sig=${SECRETS.query}`;
    const env = {
      ...LOUD,
      DATASET_URL: url,
    };
    const settings = ['--stats-interval', '1', '--demo-rows', '50'];
    const engine = await startEngine(workspace, settings, { env });

    await engine.tell('start-ingestion');
    await engine.untilState('exports', ({ exports }) => exports.records === 50);
    const state = await askEngine(workspace.socketPath, 'GET', '/state');
    await engine.done('shutdown');

    expectNoSecret(workspace, await engine.process.exited, text(state));
  });
});

type Output = { readonly stdout: string; readonly stderr: string };

function text({ body }: { readonly body: unknown }): Output {
  return { stdout: JSON.stringify(body), stderr: '' };
}

/** Neither what was printed nor any file of ours holds a secret, plain or as it is written in URLs and headers. */
function expectNoSecret(workspace: Workspace, ...outputs: readonly Output[]): void {
  const places = [
    ...outputs.map(({ stdout, stderr }, index) => ({
      name: `output ${index + 1}`,
      content: stdout + stderr,
    })),
    ...[workspace.stateDir, workspace.outputDir].flatMap((directory) =>
      directoryEntries(directory)
        .filter(({ isFile }) => isFile)
        .map(({ path }) => ({ name: path, content: readFileSync(path, 'latin1') })),
    ),
  ];
  const leaks = places.flatMap(({ name, content }) =>
    Object.entries(SECRETS).flatMap(([secret, value]) =>
      formsOf(value).some((form) => content.includes(form)) ? [`${secret} in ${name}`] : [],
    ),
  );
  expect(leaks).toEqual([]);
}

function formsOf(secret: string): readonly string[] {
  const base64 = Buffer.from(`op:${secret}`).toString('base64');
  return [secret, encodeURIComponent(secret), base64, Buffer.from(secret).toString('base64')];
}

function datasetIn(workspace: Workspace): string {
  return workspace.write('tracks.csv', HEADER + rowLine());
}
