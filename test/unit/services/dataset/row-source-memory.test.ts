import { renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRowSourceMemory } from '../../../../src/services/dataset/row-source-memory.ts';
import { rowSourceOf } from '../../../support/ingest-setup.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

function setUp() {
  const path = join(scratchDirectory(), 'tracks.csv');
  writeFileSync(path, 'one');
  utimesSync(path, 1_000, 1_000);
  const remember = createRowSourceMemory();
  let opened = 0;
  const open = () => {
    opened += 1;
    return rowSourceOf(['a']);
  };
  return { path, look: (at = path) => remember(at, open), opened: () => opened };
}

test('a file is opened once while nobody changes it', async () => {
  const { look, opened } = setUp();

  const rows = await look();

  expect(await look()).toBe(rows);
  expect(opened()).toBe(1);
});

test.each([
  ['longer', (path: string) => writeFileSync(path, 'one and more')],
  ['touched', (path: string) => utimesSync(path, 1_000, 2_000)],
  [
    'replaced by one of its length and time',
    (path: string) => {
      writeFileSync(`${path}.new`, 'two');
      utimesSync(`${path}.new`, 1_000, 1_000);
      renameSync(`${path}.new`, path);
    },
  ],
])('one that is %s is opened again', async (_, change) => {
  const { path, look, opened } = setUp();
  await look();

  change(path);
  await look();

  expect(opened()).toBe(2);
});

test('another file is not taken for it', async () => {
  const { path, look, opened } = setUp();
  await look();
  writeFileSync(`${path}.other`, 'one');

  await look(`${path}.other`);

  expect(opened()).toBe(2);
});

test('a file that is not there is said to be missing', async () => {
  const { path, look } = setUp();

  await expect(look(`${path}.gone`)).rejects.toMatchObject({ code: 'DATASET_MISSING' });
});
