import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { sparkStopCommand } from '../../../../src/cli/spark/spark-stop-command.ts';
import { statePaths } from '../../../../src/cli/state-paths.ts';
import { type FlagValues, loadConfig, runtimeDir } from '../../../../src/config.ts';
import { engineSocketPath } from '../../../../src/engine/socket-path.ts';
import { lockExclusive } from '../../../../src/services/locks/lock.ts';
import { serveTestEngine } from '../../../support/engine/served-engine.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function stop(stateDir: string, flags: FlagValues = {}): Promise<number> {
  return sparkStopCommand(loadConfig({ flags: { stateDir, ...flags }, env: {} }));
}

test.each([
  ['without an engine', async () => {}],
  [
    'beside an engine',
    (stateDir: string) => serveTestEngine({}, engineSocketPath(stateDir, runtimeDir)),
  ],
])('a run that no engine has is refused with how it ends, %s', async (_, prepare) => {
  const stateDir = scratchDirectory();
  await prepare(stateDir);
  using _held = lockExclusive(statePaths(stateDir).sparkLock);

  await expect(stop(stateDir)).rejects.toMatchObject({
    code: 'COMMAND_REFUSED',
    hint: expect.stringContaining('Ctrl+C where it was started'),
  });
});

test('without any run there is nothing to stop, and nothing is made', async () => {
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const stateDir = join(scratchDirectory(), 'state');

  expect(await stop(stateDir, { sparkMasterUrl: 'http://127.0.0.1:9' })).toBe(0);
  expect(said).toHaveBeenCalledWith('no engine runs here, and no run\n');
  expect(existsSync(stateDir)).toBe(false);
});

test('without a master, here or at the engine, it is refused as the other commands are', async () => {
  const stateDir = scratchDirectory();
  await serveTestEngine({}, engineSocketPath(stateDir, runtimeDir));

  await expect(stop(stateDir)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('SPARK_MASTER_URL'),
  });
});

test('that the engine has one is enough', async () => {
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const stateDir = scratchDirectory();
  const { feed } = await serveTestEngine({}, engineSocketPath(stateDir, runtimeDir));
  feed.dispatch({ type: 'spark/opened', url: 'http://127.0.0.1:9', at: 1_000 });

  expect(await stop(stateDir)).toBe(0);
  expect(said).toHaveBeenCalledWith('no run is under way\n');
});
