import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ensureOutputDir } from '../../../../src/services/files/output-dir.ts';
import { removeAbandoned } from '../../../../src/services/files/temporary-path.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const ABOVE_EVERY_PROCESS_ID = 2 ** 22 + 1;

test('a missing output directory is made, with those above it', async () => {
  const path = join(scratchDirectory(), 'a', 'b');

  await ensureOutputDir(path);

  expect(statSync(path).isDirectory()).toBe(true);
});

test('an existing output directory keeps what it has and gets nothing more', async (_context) => {
  const path = scratchDirectory();
  writeFileSync(join(path, 'kept.csv'), '');

  await ensureOutputDir(path);

  expect(readdirSync(path)).toEqual(['kept.csv']);
});

test.for(['file', 'file/under-it'])(
  'an output directory that cannot be written is told with what to do (%s)',
  async (place) => {
    const dir = scratchDirectory();
    writeFileSync(join(dir, 'file'), '');
    const path = join(dir, place);

    await expect(ensureOutputDir(path)).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
      exitCode: 2,
      message: expect.stringContaining(path),
      hint: 'A file is where a directory should be: move it away, or choose another directory with --output-dir.',
    });
  },
);

test('what a killed process has tried an output directory with is removed by the next one', async () => {
  const path = scratchDirectory();
  const ensuring = ensureOutputDir(path);
  while (readdirSync(path).length === 0) await setImmediate();
  const [probe = ''] = readdirSync(path);
  await ensuring;
  const left = probe.replace(`.${process.pid}.`, `.${ABOVE_EVERY_PROCESS_ID}.`);
  writeFileSync(join(path, left), '');

  await removeAbandoned(path);

  expect(readdirSync(path)).toEqual([]);
});

test('an output directory whose name no disk takes is told as a failure', async () => {
  const path = join(scratchDirectory(), 'x'.repeat(300));

  await expect(ensureOutputDir(path)).rejects.toMatchObject({
    code: 'FILE_FAILED',
    exitCode: 1,
    message: expect.stringContaining('ENAMETOOLONG'),
  });
});
