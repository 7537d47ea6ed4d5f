import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockExclusive, lockShared } from '../../../../src/services/locks/lock.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

function lockPath(): string {
  return join(scratchDirectory(), 'locks', 'a.lock');
}

test('an exclusive lock keeps everybody else out until it is released', () => {
  const path = lockPath();
  const held = lockExclusive(path);

  expect(lockExclusive(path)).toBeUndefined();
  expect(lockShared(path)).toBeUndefined();

  held?.release();
  const next = lockExclusive(path);
  expect(next).toBeDefined();
  next?.release();
});

test('sharers hold a lock together and keep an exclusive one out', () => {
  const path = lockPath();
  const first = lockShared(path);
  const second = lockShared(path);

  expect(first).toBeDefined();
  expect(second).toBeDefined();
  expect(lockExclusive(path)).toBeUndefined();

  first?.release();
  expect(lockExclusive(path)).toBeUndefined();
  second?.release();
  lockExclusive(path)?.release();
});

test('a lock dies with its process, even a killed one', async () => {
  const path = lockPath();
  const lockModule = new URL('../../../../src/services/locks/lock.ts', import.meta.url).href;
  const script = `
    const { lockExclusive } = await import(${JSON.stringify(lockModule)});
    globalThis.held = lockExclusive(${JSON.stringify(path)});
    process.stdout.write(String(globalThis.held !== undefined));
    setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const [answer] = await once(holder.stdout, 'data');

  expect(String(answer)).toBe('true');
  expect(lockExclusive(path)).toBeUndefined();

  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const next = lockExclusive(path);
  expect(next).toBeDefined();
  next?.release();
});

test('a lock file is for its owner only', () => {
  const path = lockPath();

  const held = lockShared(path);

  expect(statSync(path).mode & 0o777).toBe(0o600);
  held?.release();
});
