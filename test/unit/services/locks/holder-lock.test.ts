import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, statSync, utimesSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  forgetLostHolder,
  type HolderLock,
  lockAsHolder,
} from '../../../../src/services/locks/holder-lock.ts';
import { lockExclusive, lockShared } from '../../../../src/services/locks/lock.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const HOLDER = { command: 'run', pid: 4_242, host: 'deck', startedAt: 1_000 };

function lockPath(): string {
  return join(scratchDirectory(), 'locks', 'a.lock');
}

/** Locked by this process until the test ends. */
function hold(path: string): HolderLock | undefined {
  const lock = lockAsHolder(path, HOLDER);
  onTestFinished(() => lock?.release());
  return lock;
}

const PAGE_BYTES = 4_096;

/** As a power cut leaves it in the middle of a write. */
function losePage(path: string, page: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(PAGE_BYTES), 0, PAGE_BYTES, page * PAGE_BYTES);
  closeSync(file);
}

/** Another process takes the lock and is killed. */
async function dieWith(path: string): Promise<void> {
  const lockModule = new URL('../../../../src/services/locks/holder-lock.ts', import.meta.url).href;
  const script = `
    const { lockAsHolder } = await import(${JSON.stringify(lockModule)});
    globalThis.held = lockAsHolder(${JSON.stringify(path)}, ${JSON.stringify(HOLDER)});
    process.stdout.write(String(globalThis.held !== undefined));
    setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script]);
  await once(holder.stdout, 'data');
  holder.kill('SIGKILL');
  await once(holder, 'exit');
}

test('keeps everybody else out until it is released', () => {
  const path = lockPath();

  const held = hold(path);
  const others = [lockAsHolder(path, HOLDER), lockExclusive(path), lockShared(path)];
  held?.release();
  const next = lockExclusive(path);
  next?.release();

  expect(held).toBeDefined();
  expect(others).toEqual([undefined, undefined, undefined]);
  expect(next).toBeDefined();
});

test('is refused while somebody has it in another way', () => {
  const path = lockPath();
  using _shared = lockShared(path);

  expect(hold(path)).toBeUndefined();
});

test('a holder that has released it leaves nothing to tell', () => {
  const path = lockPath();

  const first = hold(path);
  first?.release();
  const second = hold(path);

  expect(first?.lostBefore).toBeNull();
  expect(second?.lostBefore).toBeNull();
});

test('a holder that was killed is told to the next one, and to nobody after that', async () => {
  const path = lockPath();
  await dieWith(path);
  utimesSync(path, 61, 61);

  const second = hold(path);
  second?.release();
  const third = hold(path);

  expect(second?.lostBefore).toEqual({ ...HOLDER, lastSeenAt: 61_000 });
  expect(third?.lostBefore).toBeNull();
});

test('whoever only asks whether it is free does not hide a death', async () => {
  const path = lockPath();
  await dieWith(path);

  lockExclusive(path)?.release();
  lockShared(path)?.release();

  expect(hold(path)?.lostBefore).toMatchObject(HOLDER);
});

test('a death that was forgotten is not told', async () => {
  const path = lockPath();
  await dieWith(path);

  forgetLostHolder(path);

  expect(hold(path)?.lostBefore).toBeNull();
});

test('a holder gives a sign of life every five seconds', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const path = lockPath();
  hold(path);
  utimesSync(path, 61, 61);

  vi.advanceTimersByTime(4_999);
  const before = statSync(path).mtimeMs;
  vi.advanceTimersByTime(1);

  expect(before).toBe(61_000);
  await expect.poll(() => statSync(path).mtimeMs, { timeout: 20_000 }).toBeGreaterThan(61_000);
});

test.each([0, 1])('one whose page %i is lost is replaced, and tells of nobody', async (page) => {
  const path = lockPath();
  await dieWith(path);
  losePage(path, page);

  const held = hold(path);
  const other = lockExclusive(path);

  expect(held?.lostBefore).toBeNull();
  expect(other).toBeUndefined();
});

test('one that is held is not taken for damaged', () => {
  const path = lockPath();
  hold(path);
  const { ino } = statSync(path);
  losePage(path, 1);

  expect(lockExclusive(path)).toBeUndefined();
  expect(statSync(path).ino).toBe(ino);
});

test('holds where nothing can be written into it', () => {
  const path = lockPath();
  mkdirSync(dirname(path));
  const file = new DatabaseSync(path);
  file.exec('CREATE TABLE holder (unknown TEXT)');
  file.close();

  const held = hold(path);

  expect(held?.lostBefore).toBeNull();
  expect(lockExclusive(path)).toBeUndefined();
});
