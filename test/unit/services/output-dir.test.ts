import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureOutputDir } from '../../../src/services/output-dir.ts';
import { scratchDirectory } from '../../support/scratch.ts';

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
      hint: expect.stringContaining('--output-dir'),
    });
  },
);
