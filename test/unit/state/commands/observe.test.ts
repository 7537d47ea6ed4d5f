import { expect, onTestFinished, test } from 'vitest';
import { observe } from '../../../../src/state/commands/observe.ts';
import { createManualTime } from '../../../support/manual-time.ts';

function setUp() {
  const time = createManualTime();
  const job = new AbortController();
  onTestFinished(() => job.abort());
  const failures: unknown[] = [];
  const deps = { sleep: time.sleep, onFailure: (thrown: unknown) => failures.push(thrown) };
  return { time, job, deps, failures };
}

test('the next look comes a while after the last one has ended, however long that took', async () => {
  const { time, job, deps } = setUp();
  let began = 0;
  let ended = 0;
  const look = async (signal: AbortSignal) => {
    began += 1;
    await time.sleep(5_000, signal);
    ended += 1;
  };

  void observe(look, 1_000, deps, job.signal);
  await time.advance(5_900);
  const early = { began, ended };
  await time.advance(200);

  expect(early).toEqual({ began: 1, ended: 1 });
  expect({ began, ended }).toEqual({ began: 2, ended: 1 });
});

test('a look that fails is told of, and the next one comes all the same', async () => {
  const { time, job, deps, failures } = setUp();
  let looks = 0;
  const look = () => {
    looks += 1;
    if (looks === 1) throw new Error('unreadable');
  };

  void observe(look, 1_000, deps, job.signal);
  await time.advance(1_000);

  expect(looks).toBe(2);
  expect(failures).toMatchObject([{ message: 'unreadable' }]);
});

test('an abort ends it, and what a look throws because of that is no failure', async () => {
  const { time, job, deps, failures } = setUp();
  let looks = 0;
  const look = async (signal: AbortSignal) => {
    looks += 1;
    await time.sleep(5_000, signal);
  };
  const observing = observe(look, 1_000, deps, job.signal);

  await time.advance(100);
  job.abort(new Error('the end'));
  await observing;

  expect(looks).toBe(1);
  expect(failures).toEqual([]);
});
