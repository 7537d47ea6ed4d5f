import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ingest } from '../../../../src/state/commands/ingest.ts';
import { never } from '../../../support/csv/sources.ts';
import {
  csvRow,
  type IngestSetup,
  ingestOptions,
  rowSourceOf,
  setUpIngest,
} from '../../../support/ingest-setup.ts';

/** Removes the rejects file and starts the ingest of a data set that is published once more. */
async function rejectsRebuilt({ deps, outputDir }: IngestSetup): Promise<string[]> {
  const file = join(outputDir, 'rejects.csv');
  rmSync(file);
  await ingest(deps, ingestOptions, never);
  const lines = readFileSync(file, 'utf8').split('\n').slice(1, -1);
  return lines.map((line) => line.split(',').slice(1, 4).join());
}

test('rejected rows of another data set in the topic do not come into a rebuilt rejects file', async () => {
  const own = setUpIngest(await rowSourceOf([csvRow('a'), csvRow('b', { key: '12' })]));
  const other = await rowSourceOf([csvRow('c', { mode: '2' }), csvRow('d')]);
  await ingest(own.deps, ingestOptions, never);
  await ingest({ ...own.deps, source: other }, { ...ingestOptions, force: true }, never);

  const rebuilt = await rejectsRebuilt(own);

  expect(rebuilt).toEqual(['1,key,number-out-of-range']);
});

test('rows that the broker refused were never in the rejects file, and do not come into a rebuilt one', async () => {
  const tooLarge = csvRow('big', { album_name: '\u0001'.repeat(300_000) });
  const setup = setUpIngest(await rowSourceOf([tooLarge, csvRow('b', { key: '12' })]));
  await ingest(setup.deps, ingestOptions, never);

  const rebuilt = await rejectsRebuilt(setup);

  expect(await setup.records('tracks.dlq')).toHaveLength(2);
  expect(rebuilt).toEqual(['1,key,number-out-of-range']);
});
