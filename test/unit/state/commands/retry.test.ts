import { expect, test } from 'vitest';
import { ConsoleError } from '../../../../src/domain/errors.ts';
import { type RetryPolicy, withRetries } from '../../../../src/state/commands/retry.ts';

const away = new ConsoleError('BROKER_UNREACHABLE', 'away');

/** Work that fails as if the broker were away, with what was told of its retries. */
function setUp(isWorthIt: RetryPolicy['isWorthIt']) {
  const retries: Parameters<RetryPolicy['onRetry']>[0][] = [];
  const policy: RetryPolicy = { isWorthIt, onRetry: (retry) => retries.push(retry) };
  let now = 0;
  const sleep = async (milliseconds: number, signal: AbortSignal) => {
    signal.throwIfAborted();
    now += milliseconds;
  };
  return { policy, retries, deps: { clock: { now: () => now }, sleep } };
}

test('a failure is tried again for as long as it is worth it, and is then the one that is thrown', async () => {
  const { policy, retries, deps } = setUp(({ attempt }) => attempt < 3);
  const job = new AbortController();
  const failing = () => Promise.reject(away);

  const trying = withRetries(failing, policy, deps, job.signal);

  await expect(trying).rejects.toBe(away);
  expect(retries.map(({ attempt }) => attempt)).toEqual([1, 2]);
});

test('work that fails because it was stopped has stopped, and not failed', async () => {
  const { policy, retries, deps } = setUp(() => false);
  const job = new AbortController();
  const reason = new Error('stop');
  const interrupted = () => {
    job.abort(reason);
    return Promise.reject(away);
  };

  const trying = withRetries(interrupted, policy, deps, job.signal);

  await expect(trying).rejects.toBe(reason);
  expect(retries).toEqual([]);
});

test('a stop ends the wait for the next attempt', async () => {
  const { policy, deps } = setUp(() => true);
  const job = new AbortController();
  const reason = new Error('stop');
  let attempts = 0;
  const failing = () => {
    attempts += 1;
    return Promise.reject(away);
  };
  const onRetry = () => job.abort(reason);

  const trying = withRetries(failing, { ...policy, onRetry }, deps, job.signal);

  await expect(trying).rejects.toBe(reason);
  expect(attempts).toBe(1);
});
