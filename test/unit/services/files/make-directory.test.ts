import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDirectory } from '../../../../src/services/files/make-directory.ts';
import { ensureOutputDir } from '../../../../src/services/files/output-dir.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

test('missing directories are made with their mode, and one that is there is left as it is', () => {
  const path = join(scratchDirectory(), 'a', 'b', 'c');

  makeDirectory(path, 0o700);
  makeDirectory(path, 0o755);

  expect(statSync(path).mode & 0o777).toBe(0o700);
});

test('processes that make the same directories at once do not disturb each other', async () => {
  const root = scratchDirectory();
  const module = new URL('../../../../src/services/files/make-directory.ts', import.meta.url).href;
  const script = `
    const { makeDirectory } = await import(${JSON.stringify(module)});
    process.stdout.write('ready');
    process.stdin.once('data', () => {
      for (let at = 0; at < 400; at += 1) makeDirectory(${JSON.stringify(root)} + '/' + at + '/a/b/c');
      process.exit(0);
    });`;
  const makers = [1, 2, 3, 4].map(() =>
    spawn(process.execPath, ['--input-type=module', '-e', script]),
  );
  await Promise.all(makers.map(({ stdout }) => once(stdout, 'data')));
  const exits = makers.map((maker) => once(maker, 'exit'));

  for (const { stdin } of makers) stdin.write('go');

  expect((await Promise.all(exits)).map(([code]) => code)).toEqual([0, 0, 0, 0]);
});

test('a file in the place of a directory, or above it, is a failure', () => {
  const file = join(scratchDirectory(), 'file');
  writeFileSync(file, '');

  expect(() => makeDirectory(file)).toThrow('EEXIST');
  expect(() => makeDirectory(join(file, 'below'))).toThrow('ENOTDIR');
});

test.skipIf(!existsSync('/proc/self'))(
  'a file system that takes no directories is told at once',
  async () => {
    expect(() => makeDirectory('/proc/trackdeck/output')).toThrow('ENOENT');
    await expect(ensureOutputDir('/proc/trackdeck')).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
      exitCode: 2,
    });
  },
);
