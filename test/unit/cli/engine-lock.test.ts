import { spawnSync } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { lockEngine } from '../../../src/cli/engine/engine-lock.ts';
import { statePaths } from '../../../src/cli/state-paths.ts';
import { createConsoleStore } from '../../../src/state/store.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const HOUR = 3_600_000;

/** An engine of this process on a state directory, until the test ends or it is released. */
function startOn(stateDir: string, now = 0) {
  const { dispatch, getState } = createConsoleStore();
  const session = { paths: statePaths(stateDir), clock: { now: () => now }, dispatch };
  const lock = lockEngine(session, 'run');
  onTestFinished(() => lock?.release());
  return { lock, notices: getState().notices };
}

/** A process that ends while it is the engine, without a stop. */
function dieOn(stateDir: string, startedAt: number): number {
  const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const script = `
    const { lockEngine } = await import(${module('../../../src/cli/engine/engine-lock.ts')});
    const { statePaths } = await import(${module('../../../src/cli/state-paths.ts')});
    const session = { paths: statePaths(${JSON.stringify(stateDir)}), clock: { now: () => ${startedAt} } };
    lockEngine(session, 'engine');
    process.kill(process.pid, 'SIGKILL');`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script]).pid;
}

test('an engine that died is reported by the next: which, since when, and that nothing is lost', () => {
  const stateDir = scratchDirectory();
  const pid = dieOn(stateDir, 10 * HOUR);
  utimesSync(statePaths(stateDir).engineLock, 12 * 3_600, 12 * 3_600);

  const { notices } = startOn(stateDir, 12 * HOUR + 7_000);

  expect(notices).toEqual([
    {
      level: 'warning',
      text:
        'The previous engine ended without stopping, last seen alive 7.0 s before this one. ' +
        "Nothing is lost: an ingestion resumes at the ledger's next row, the consumption at its last save. " +
        `It was trackdeck engine, pid ${pid} on ${hostname()}, started 2 h 00 m before this one`,
      at: 12 * HOUR + 7_000,
    },
  ]);
});

test('a clock that was set back gives no time below nothing', () => {
  const stateDir = scratchDirectory();
  dieOn(stateDir, 10 * HOUR);

  const { notices } = startOn(stateDir, 9 * HOUR);

  expect(notices[0]?.text).toMatch(/last seen alive 0 ms before .* started 0 ms before this one$/);
});

test('nothing is told of an engine that was released, nor while it is there', () => {
  const stateDir = scratchDirectory();

  const first = startOn(stateDir);
  const beside = startOn(stateDir);
  first.lock?.release();
  const after = startOn(stateDir);

  expect(beside.lock).toBeUndefined();
  expect(after.lock).toBeDefined();
  expect([first, beside, after].flatMap(({ notices }) => notices)).toEqual([]);
});
