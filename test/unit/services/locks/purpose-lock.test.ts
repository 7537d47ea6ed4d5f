import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lockExclusive, lockShared } from '../../../../src/services/locks/lock.ts';
import { lockForPurpose } from '../../../../src/services/locks/purpose-lock.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

function release(lock: ReturnType<typeof lockForPurpose>): void {
  if (lock.heldFor === null) lock.release();
}

test('all who have the same purpose hold the lock together', () => {
  const path = join(scratchDirectory(), 'a.lock');

  const first = lockForPurpose(path, 'group-1');
  const second = lockForPurpose(path, 'group-1');

  expect([first.heldFor, second.heldFor]).toEqual([null, null]);
  release(first);
  release(second);
});

test('another purpose is told what the lock is held for, until the last holder is gone', () => {
  const path = join(scratchDirectory(), 'a.lock');
  const first = lockForPurpose(path, 'group-1');
  const second = lockForPurpose(path, 'group-1');

  expect(lockForPurpose(path, 'group-2').heldFor).toBe('group-1');
  release(first);
  expect(lockForPurpose(path, 'group-2').heldFor).toBe('group-1');
  release(second);
  const next = lockForPurpose(path, 'group-2');
  expect(next.heldFor).toBeNull();
  expect(lockForPurpose(path, 'group-1').heldFor).toBe('group-2');
  release(next);
});

test('a purpose left by holders who are gone counts for nothing', () => {
  const path = join(scratchDirectory(), 'a.lock');
  release(lockForPurpose(path, 'group-1'));

  const next = lockForPurpose(path, 'group-2');

  expect(next.heldFor).toBeNull();
  release(next);
});

/** Another process that looks at the file for a moment. */
async function lookAt(path: string): Promise<void> {
  const script = `
    const { DatabaseSync } = await import('node:sqlite');
    const file = new DatabaseSync(${JSON.stringify(path)});
    file.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
    process.stdout.write('looking');
    setTimeout(() => file.close(), 150);`;
  const looker = spawn(process.execPath, ['--input-type=module', '-e', script]);
  onTestFinished(() => void looker.kill('SIGKILL'));
  await once(looker.stdout, 'data');
}

test.each([
  ['that nobody has claimed yet', () => {}],
  ['whose holders are gone', (path: string) => release(lockForPurpose(path, 'group-2'))],
])('somebody who only looks at a file %s does not hold it', async (_, prepare) => {
  const path = join(scratchDirectory(), 'a.lock');
  prepare(path);
  await lookAt(path);

  const lock = lockForPurpose(path, 'group-1');

  expect(lock.heldFor).toBeNull();
  release(lock);
});

test('a lock file that is damaged is replaced', () => {
  const path = join(scratchDirectory(), 'a.lock');
  writeFileSync(path, 'this is no database, but it is long enough to look at'.repeat(40));

  const lock = lockExclusive(path);

  expect(lock).toBeDefined();
  expect(lockShared(path)).toBeUndefined();
  lock?.release();
});
