import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test, vi } from 'vitest';
import { lockExclusive } from '../../../../src/services/locks/lock.ts';
import { waitForLock } from '../../../../src/services/locks/wait-for-lock.ts';
import { makePlace, openStore, type Place } from '../../../support/analytics-place.ts';

/** Starts exclusive work that ends when told. */
async function startWork(place: Place) {
  const [started, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const done = openStore(place).exclusively(async () => {
    started.resolve();
    await goOn.promise;
  });
  await started.promise;
  return { end: goOn.resolve, done };
}

test('exclusive work gives its result', async () => {
  const store = openStore(makePlace());

  expect(await store.exclusively(async () => 7)).toBe(7);
});

test('exclusive work of two members is never done at the same time', async () => {
  const place = makePlace();
  const steps: string[] = [];
  const first = await startWork(place);

  const second = openStore(place).exclusively(async () => steps.push('second'));
  await Promise.race([second, waitForLock(`${place.path}.exclusive-lock`, 60)]);
  steps.push('first');
  first.end();
  await Promise.all([first.done, second]);

  expect(steps).toEqual(['first', 'second']);
});

test('exclusive work that fails lets others go on', async () => {
  const place = makePlace();
  const failure = new Error('the disk is full');
  const [store, other] = [openStore(place), openStore(place)];

  await expect(store.exclusively(() => Promise.reject(failure))).rejects.toBe(failure);

  expect(lockExclusive(`${place.path}.exclusive-lock`)?.[Symbol.dispose]()).toBeUndefined();
  expect(await other.exclusively(async () => 'done')).toBe('done');
});

test('waiting for exclusive work ends with the signal, and the work is not done', async () => {
  const place = makePlace();
  await startWork(place);
  const job = new AbortController();
  const work = vi.fn(async () => {});

  const waiting = openStore(place).exclusively(work, job.signal);
  job.abort(new Error('stopped by the operator'));

  await expect(waiting).rejects.toThrow('stopped by the operator');
  expect(work).not.toHaveBeenCalled();
});

test('a member that is stuck in its work is passed over after 10 s', async () => {
  const place = makePlace();
  await startWork(place);
  const store = openStore(place);
  const work = vi.fn(async () => {});
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());

  const passing = store.exclusively(work);
  await vi.advanceTimersByTimeAsync(9_900);
  expect(work).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(200);
  await passing;

  expect(work).toHaveBeenCalledOnce();
});

test('the lock of a process that is killed is free', async () => {
  const path = `${makePlace().path}.exclusive-lock`;
  const module = new URL('../../../../src/services/locks/lock.ts', import.meta.url);
  const script = `
    import { lockExclusive } from ${JSON.stringify(module.href)};
    globalThis.lock = lockExclusive(${JSON.stringify(path)});
    console.log('locked');
    setInterval(() => {}, 1_000);
  `;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script]);
  onTestFinished(() => void holder.kill('SIGKILL'));
  await once(holder.stdout, 'data');
  expect(lockExclusive(path)).toBeUndefined();

  holder.kill('SIGKILL');
  using lock = await waitForLock(path, 10_000);

  expect(lock).toBeDefined();
});
