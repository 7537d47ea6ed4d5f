import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepingSteering, restoreSteering } from '../../../src/cli/engine/kept-steering.ts';
import { statePaths } from '../../../src/cli/state-paths.ts';
import { loadConfig } from '../../../src/config.ts';
import { ProductionGate } from '../../../src/state/commands/production-gate.ts';
import { createConsoleStore } from '../../../src/state/store.ts';
import { never } from '../../support/csv/sources.ts';
import { scratchDirectory } from '../../support/scratch.ts';

/** An engine on a state directory, as far as it is steered. */
function startOn(stateDir: string, group = 'analytics', now = 5_000) {
  const store = createConsoleStore();
  const clock = { now: () => now };
  const { dispatch } = store;
  const config = loadConfig({ flags: { stateDir, consumerGroup: group }, env: {} });
  const session = { config, paths: statePaths(stateDir), clock, store, dispatch };
  restoreSteering(session, new ProductionGate({ clock, sleep: async () => {} }));
  const commands = keepingSteering(session, {
    'pause-consumption': () => {
      dispatch({ type: 'consumer/paused', at: clock.now() });
      return null;
    },
    'resume-consumption': () => {
      dispatch({ type: 'consumer/resumed', at: clock.now() });
      return null;
    },
    'limit-rate': ({ rowsPerSecond }) => {
      dispatch({ type: 'ingest/rate-limited', rowsPerSecond, at: clock.now() });
      return null;
    },
  });
  const { consumer, producer, notices } = store.getState();
  return {
    commands,
    pausedSince: consumer.pausedSince,
    limit: producer.rowsPerSecondLimit,
    notices: () => store.getState().notices.map(({ text }) => text),
    atStart: notices.map(({ text }) => text),
  };
}

test('a pause is for its group alone, and no other group takes it back', async () => {
  const stateDir = scratchDirectory();
  await startOn(stateDir).commands['pause-consumption']({}, never);

  const other = startOn(stateDir, 'billing');
  await other.commands['limit-rate']({ rowsPerSecond: 20 }, never);
  const between = startOn(stateDir);
  await other.commands['pause-consumption']({}, never);
  const again = startOn(stateDir);

  expect(other.pausedSince).toBeNull();
  expect(between).toMatchObject({ pausedSince: 5_000, limit: 20 });
  expect(again).toMatchObject({ pausedSince: 5_000, limit: 20 });
});

test('a pause of before is told by how long before it was, in no zone’s time', async () => {
  const stateDir = scratchDirectory();
  await startOn(stateDir).commands['pause-consumption']({}, never);

  const { atStart } = startOn(stateDir, 'analytics', 5_000 + 26 * 3_600_000);

  expect(atStart).toEqual([
    'consumption paused',
    'The consumption is still paused, since 1 d 02 h before this engine was started',
  ]);
});

test('where nothing is set there is nothing to be found', async () => {
  const stateDir = scratchDirectory();
  const { commands } = startOn(stateDir);

  await commands['pause-consumption']({}, never);
  await commands['resume-consumption']({}, never);

  expect(existsSync(statePaths(stateDir).steering)).toBe(false);
  expect(startOn(stateDir).atStart).toEqual([]);
});

test('what cannot be read is named, and stops nothing', () => {
  const stateDir = scratchDirectory();
  writeFileSync(statePaths(stateDir).steering, '{"rowsPerSecond":"fast"}');

  const { atStart, limit } = startOn(stateDir);

  expect(limit).toBeNull();
  expect(atStart).toEqual([
    `${statePaths(stateDir).steering} cannot be read: a pause or a limit of before is gone`,
  ]);
});

test('what cannot be written holds all the same, and it is said how long', async () => {
  const stateDir = scratchDirectory();
  const { commands, notices } = startOn(stateDir);
  mkdirSync(join(stateDir, 'steering.json', 'in-the-way'), { recursive: true });

  await commands['limit-rate']({ rowsPerSecond: 20 }, never);

  expect(notices().at(-1)).toMatch(/^It holds, but not beyond the end of this engine: /);
  expect(readdirSync(stateDir)).toEqual(['steering.json']);
});
