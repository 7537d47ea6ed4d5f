import { readFileSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRejectsAppender } from '../../../../src/services/csv/rejects-appender.ts';
import { NO_BYTES } from '../../../../src/services/csv/rejects-format.ts';
import type { RejectedRow } from '../../../../src/services/ports.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

function rowOf(recordId: number): RejectedRow {
  const rejection = { reason: 'column-count', column: '', value: '' } as const;
  return { line: recordId + 2, recordId, rejection, raw: Buffer.from('raw') };
}

/** A file on a disk that writes and, while it is broken, neither flushes nor cuts. */
async function setUp() {
  const path = join(scratchDirectory(), 'rejects.csv');
  const handle = await open(path, 'wx+');
  onTestFinished(() => handle.close().catch(() => {}));
  const disk = { isBroken: false };
  const failing = new Set(['datasync', 'truncate']);
  const faulty = new Proxy(handle, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (disk.isBroken && failing.has(String(name))) {
        return () => Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }));
      }
      return value.bind(target);
    },
  }) as FileHandle;
  const file = createRejectsAppender(faulty, path, NO_BYTES);
  await file.append([rowOf(0)]);
  return { path, file, disk };
}

function idsIn(path: string): readonly (string | undefined)[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => line.split(',')[1]);
}

test('what a failed append left, and could not take back, is overwritten by the next one', async () => {
  const { path, file, disk } = await setUp();
  disk.isBroken = true;
  await expect(file.append([rowOf(1)])).rejects.toMatchObject({ code: 'FILE_FAILED' });
  disk.isBroken = false;

  await file.append([rowOf(2)]);

  expect(idsIn(path)).toEqual(['0', '2']);
});

test('what a failed append left is not in the file that takes the place of a removed one', async () => {
  const { path, file, disk } = await setUp();
  disk.isBroken = true;
  await expect(file.append([rowOf(1)])).rejects.toMatchObject({ code: 'FILE_FAILED' });
  rmSync(path);
  disk.isBroken = false;

  await file.ensureInPlace();

  expect(idsIn(path)).toEqual(['0']);
  await file.close();
});
