import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { localRemovals } from '../../../../src/cli/clean/local-removals.ts';
import { loadConfig } from '../../../../src/config.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const OURS = ['2026-11-24T11-59-00Z.txt', '.2026-11-24T11-59-09Z.txt.4711.0123abcd.tmp'];

function outputWith(...screens: readonly string[]) {
  const outputDir = scratchDirectory();
  mkdirSync(join(outputDir, 'screens'));
  for (const name of screens) writeFileSync(join(outputDir, 'screens', name), 'drawn');
  return loadConfig({ flags: { outputDir, stateDir: join(outputDir, 'none') }, env: {} });
}

test('saved screens go with the outputs', async () => {
  const config = outputWith(...OURS);

  const removals = localRemovals(config);
  for (const { remove } of removals) await remove();

  expect(removals.map(({ name }) => name)).toEqual([join(config.outputDir, 'screens')]);
  expect(readdirSync(config.outputDir)).toEqual([]);
});

test('beside files of others only those with our names do', async () => {
  const config = outputWith(...OURS, 'notes.txt', '2026-11-24.txt');

  for (const { remove } of localRemovals(config)) await remove();

  expect(readdirSync(join(config.outputDir, 'screens')).sort()).toEqual([
    '2026-11-24.txt',
    'notes.txt',
  ]);
});
