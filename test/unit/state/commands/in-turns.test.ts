import { expect, test } from 'vitest';
import { inTurns } from '../../../../src/state/commands/in-turns.ts';
import { never } from '../../../support/csv/sources.ts';

/** Work of so many steps, each of which takes half a millisecond of a clock that nothing else moves. */
function setUp(steps: number) {
  let now = 0;
  const turns: number[] = [];
  const rests: number[] = [];
  let turn = 0;
  function* work() {
    for (let step = 0; step < steps; step += 1) {
      now += 0.5;
      turn += 0.5;
      yield;
    }
    return 'done';
  }
  const sleep = async (milliseconds: number, signal: AbortSignal) => {
    signal.throwIfAborted();
    turns.push(turn);
    rests.push(milliseconds);
    turn = 0;
    now += milliseconds;
  };
  return { work: work(), deps: { clock: { now: () => now }, sleep }, turns, rests };
}

test('no turn takes longer than 5 ms, and each is followed by twice the rest', async () => {
  const { work, deps, turns, rests } = setUp(40);

  const result = await inTurns(work, deps, never);

  expect(result).toBe('done');
  expect(turns).toEqual([3, 3, 3, 3, 3, 3]);
  expect(rests).toEqual([6, 6, 6, 6, 6, 6]);
});

test('little work is done in one turn, without a rest', async () => {
  const { work, deps, rests } = setUp(3);

  await inTurns(work, deps, never);

  expect(rests).toEqual([]);
});

test('an abort ends it at the next rest', async () => {
  const { work, deps, turns } = setUp(40);
  const stop = new Error('stopped');

  await expect(inTurns(work, deps, AbortSignal.abort(stop))).rejects.toBe(stop);

  expect(turns).toEqual([]);
});
