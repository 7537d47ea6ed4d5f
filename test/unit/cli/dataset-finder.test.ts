import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDatasetFinder } from '../../../src/cli/engine/dataset-finder.ts';
import { openDataset } from '../../../src/cli/open-dataset.ts';
import { statePaths } from '../../../src/cli/state-paths.ts';
import { type FlagValues, loadConfig } from '../../../src/config.ts';
import { HEADER, rowLine } from '../../support/csv/csv-text.ts';
import { never } from '../../support/csv/sources.ts';
import { sends } from '../../support/http/behaviours.ts';
import { startServer } from '../../support/http/test-server.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const CSV = HEADER + rowLine();

function sessionWith(flags: FlagValues) {
  const stateDir = join(scratchDirectory(), 'state');
  const config = loadConfig({ flags: { stateDir, ...flags }, env: {} });
  return { config, paths: statePaths(stateDir), clock: { now: () => 1000 }, dispatch: () => {} };
}

test('a given file is located with its size on the disk', async () => {
  const dataset = join(scratchDirectory(), 'own.csv');
  writeFileSync(dataset, CSV);

  const place = await createDatasetFinder(sessionWith({ dataset })).locate();

  expect(place).toEqual({ kind: 'file', path: dataset, bytes: CSV.length });
});

test('before a download its sources are told, and nothing is asked of them', async () => {
  const server = await startServer(sends(CSV));

  const place = await createDatasetFinder(sessionWith({ datasetUrl: server.url.href })).locate();

  expect(place).toMatchObject({ kind: 'download' });
  expect(JSON.stringify(place)).toContain(server.url.origin);
  expect(server.requests).toEqual([]);
});

test('after a download its copy on this machine is told', async () => {
  const server = await startServer(sends(CSV));
  const session = sessionWith({ datasetUrl: server.url.href });
  await openDataset(session, never);

  const place = await createDatasetFinder(session).locate();

  expect(place).toMatchObject({ kind: 'cache', bytes: CSV.length });
});

test('demo data are told by their rows', async () => {
  const place = await createDatasetFinder(sessionWith({ demo: true, demoRows: '50' })).locate();

  expect(place).toEqual({ kind: 'demo', rows: 50 });
});
