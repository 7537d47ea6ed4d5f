import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDataset } from '../../../src/cli/open-dataset.ts';
import { statePaths } from '../../../src/cli/state-paths.ts';
import { type FlagValues, loadConfig } from '../../../src/config.ts';
import { lockExclusive } from '../../../src/services/locks/lock.ts';
import type { ConsoleEvent } from '../../../src/state/events.ts';
import { HEADER, rowLine } from '../../support/csv/csv-text.ts';
import { never } from '../../support/csv/sources.ts';
import { answers, inTurn, sends } from '../../support/http/behaviours.ts';
import { startServer } from '../../support/http/test-server.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const CSV = HEADER + rowLine();

function sessionWith(flags: FlagValues) {
  const directory = scratchDirectory();
  const stateDir = join(directory, 'state');
  const config = loadConfig({ flags: { stateDir, demoRows: '50', ...flags }, env: {} });
  const events: ConsoleEvent[] = [];
  const session = {
    config,
    paths: statePaths(stateDir),
    clock: { now: () => 1000 },
    dispatch: (event: ConsoleEvent) => {
      events.push(event);
    },
  };
  const notices = () =>
    events.flatMap((event) => (event.type === 'notice/raised' ? [event.text] : []));
  return { session, directory, events, notices };
}

test('a given file goes before the network', async () => {
  const server = await startServer(sends(CSV));
  const { session, directory } = sessionWith({ datasetUrl: server.url.href });
  const dataset = join(directory, 'own.csv');
  writeFileSync(dataset, CSV);
  const withFile = { ...session, config: { ...session.config, dataset } };

  const source = await openDataset(withFile, never);

  expect(source.name).toBe(dataset);
  expect(server.requests).toEqual([]);
});

test('what was downloaded once is not downloaded again', async () => {
  const server = await startServer(inTurn(sends(CSV), answers(500)));
  const { session } = sessionWith({ datasetUrl: server.url.href });

  const first = await openDataset(session, never);
  const second = await openDataset(session, never);

  expect([first.isDemo, second.isDemo]).toEqual([false, false]);
  expect(second.fingerprint).toEqual(first.fingerprint);
  expect(server.requests).toHaveLength(1);
});

test('demo data takes the place of what cannot be downloaded, after it was said why', async () => {
  const server = await startServer(answers(404));
  const { session, events, notices } = sessionWith({ datasetUrl: server.url.href });

  const source = await openDataset(session, never);

  expect(source.isDemo).toBe(true);
  expect(events.map(({ type }) => type)).toEqual([
    'download/started',
    'download/source-failed',
    'download/replaced-by-demo',
    'notice/raised',
    'notice/raised',
  ]);
  expect(notices()).toEqual([
    `DATASET_URL: ${server.url.host} answered 404`,
    expect.stringMatching(/generated tracks take its place.*--dataset.*dataset fetch/),
  ]);
});

test('demo data never takes the place of a download on its way to a Kafka cluster', async () => {
  const server = await startServer(answers(404));
  const { session } = sessionWith({
    datasetUrl: server.url.href,
    bootstrapServers: 'broker.example:9092',
  });

  const opening = openDataset(session, never);

  await expect(opening).rejects.toMatchObject({
    code: 'DOWNLOAD_FAILED',
    hint: expect.stringMatching(/--demo/),
  });
});

test('demo data that was asked for needs no network', async () => {
  const server = await startServer(sends(CSV));
  const { session, events } = sessionWith({ datasetUrl: server.url.href, demo: true });

  const source = await openDataset(session, never);

  expect(source.isDemo).toBe(true);
  expect(events).toEqual([]);
  expect(server.requests).toEqual([]);
});

test('while another process downloads, this one waits for what it brings', async () => {
  const server = await startServer(sends(CSV));
  const { session, notices } = sessionWith({ datasetUrl: server.url.href });
  const other = lockExclusive(session.paths.cacheLock);

  const opening = openDataset(session, never);
  await expect.poll(notices).toEqual([expect.stringMatching(/downloading the data set; waiting/)]);
  const asked = server.requests.length;
  other?.release();
  const source = await opening;

  expect(asked).toBe(0);
  expect(source.isDemo).toBe(false);
});
