import { expect, test } from 'vitest';
import { ProductionGate } from '../../../../src/state/commands/production-gate.ts';
import { never } from '../../../support/csv/sources.ts';
import { createManualTime } from '../../../support/manual-time.ts';

function setUp() {
  const time = createManualTime();
  const gate = new ProductionGate(time);
  let admitted = 0;
  /** Takes as much as it is given, as often as it is, with so many rows waiting. */
  const takeAll = async (rows: number, signal = never) => {
    for (;;) {
      admitted += await gate.admit(rows, signal);
      // Publishing takes some time of its own.
      await time.sleep(20, signal);
    }
  };
  return { time, gate, takeAll, admitted: () => admitted };
}

test('without a limit all rows go at once', async () => {
  const { gate } = setUp();

  expect(await gate.admit(5_000, never)).toBe(5_000);
});

test('a limit holds within a hundredth over a minute, in a step each quarter of a second', async () => {
  const { time, gate, takeAll, admitted } = setUp();
  gate.limit(1_300);

  void takeAll(5_000);
  const steps: number[] = [];
  for (let step = 0; step < 240; step += 1) {
    const before = admitted();
    await time.advance(250);
    steps.push(admitted() - before);
  }

  expect(admitted()).toBeGreaterThan(1_300 * 60 * 0.99);
  expect(admitted()).toBeLessThan(1_300 * 60 * 1.01);
  expect(Math.min(...steps)).toBeGreaterThan(0);
  expect(Math.max(...steps)).toBeLessThanOrEqual(2 * 325);
});

test('a limit below four rows a second lets them go one by one', async () => {
  const { time, gate, takeAll, admitted } = setUp();
  gate.limit(0.5);

  void takeAll(100);
  await time.advance(9_000);

  expect(admitted()).toBe(5);
});

test('what a stall has cost is made good for a quarter of a second at most', async () => {
  const { time, gate } = setUp();
  gate.limit(1_000);
  await gate.admit(100, never);

  await time.advance(60_000);
  let admitted = 0;
  const taking = (async () => {
    for (;;) admitted += await gate.admit(5_000, never);
  })();
  await time.advance(0);

  expect(admitted).toBe(500);
  void taking;
});

test('a new limit takes effect at once on who waits under the old one', async () => {
  const { time, gate } = setUp();
  gate.limit(1);
  await gate.admit(10, never);
  const waiting = gate.admit(10, never);

  await time.advance(10);
  gate.limit(null);

  expect(await waiting).toBe(10);
});

test('while production is paused nothing goes, and what waits goes when it is resumed', async () => {
  const { time, gate, takeAll, admitted } = setUp();
  gate.pause();

  void takeAll(30);
  await time.advance(3_600_000);
  const whilePaused = admitted();
  gate.resume();
  await time.advance(0);

  expect(whilePaused).toBe(0);
  expect(admitted()).toBe(30);
});

test('a pause does not earn rows for later', async () => {
  const { time, gate, takeAll, admitted } = setUp();
  gate.limit(1_000);
  gate.pause();

  void takeAll(5_000);
  await time.advance(60_000);
  gate.resume();
  await time.advance(100);

  expect(admitted()).toBe(250);
});

test('a pause holds back who waits under a limit already', async () => {
  const { time, gate, takeAll, admitted } = setUp();
  gate.limit(1_000);
  void takeAll(5_000);
  await time.advance(100);

  gate.pause();
  await time.advance(10_000);

  expect(admitted()).toBe(250);
});

test.each(['paused', 'limited'])('an abort ends the waiting while it is %s', async (kind) => {
  const { gate } = setUp();
  const job = new AbortController();
  if (kind === 'paused') gate.pause();
  else gate.limit(0.001);
  if (kind === 'limited') await gate.admit(1, job.signal);
  const waiting = gate.admit(10, job.signal);

  job.abort(new Error('stopped'));

  await expect(waiting).rejects.toThrow('stopped');
});
