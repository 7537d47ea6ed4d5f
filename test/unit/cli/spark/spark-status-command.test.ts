import { afterEach, expect, test, vi } from 'vitest';
import { sparkStatusCommand } from '../../../../src/cli/spark/spark-status-command.ts';
import { loadConfig, runtimeDir } from '../../../../src/config.ts';
import { engineSocketPath } from '../../../../src/engine/socket-path.ts';
import { serveTestEngine } from '../../../support/engine/served-engine.ts';
import { scratchDirectory } from '../../../support/scratch.ts';
import { runPlanOf } from '../../../support/spark/spark-runs.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const MASTER = 'http://127.0.0.1:9';

/** Asks for the status where no master listens. */
function statusWithoutMaster(stateDir: string, isJson: boolean, sparkMasterUrl = MASTER) {
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const flags = { stateDir, ...(sparkMasterUrl !== '' && { sparkMasterUrl }) };
  const answer = sparkStatusCommand(loadConfig({ flags, env: {} }), isJson);
  return { answer, stdout: () => written.join('') };
}

async function engineWithRun(): Promise<string> {
  const stateDir = scratchDirectory();
  const { feed } = await serveTestEngine({}, engineSocketPath(stateDir, runtimeDir));
  feed.dispatch({ type: 'spark/opened', url: MASTER, at: 1_000 });
  feed.dispatch({ type: 'spark/run-started', plan: runPlanOf(), at: 2_000 });
  return stateDir;
}

test('the run of the engine is told also where the master is away', async () => {
  const { answer, stdout } = statusWithoutMaster(await engineWithRun(), false);

  await expect(answer).rejects.toMatchObject({ code: 'SPARK_UNREACHABLE' });
  expect(stdout()).toBe(`run ${runPlanOf().id} batch, starting\n`);
});

test('in JSON, too', async () => {
  const { answer, stdout } = statusWithoutMaster(await engineWithRun(), true);

  await expect(answer).rejects.toMatchObject({ code: 'SPARK_UNREACHABLE' });
  expect(JSON.parse(stdout())).toMatchObject({
    ...{ status: null, application: null },
    run: { name: 'running', id: runPlanOf().id },
  });
});

test('without a master and an engine there is nothing to tell', async () => {
  const { answer, stdout } = statusWithoutMaster(scratchDirectory(), true);

  await expect(answer).rejects.toMatchObject({ code: 'SPARK_UNREACHABLE' });
  expect(stdout()).toBe('');
});

test('the master of the engine is asked where none is configured here', async () => {
  const { answer } = statusWithoutMaster(await engineWithRun(), false, '');

  await expect(answer).rejects.toMatchObject({ code: 'SPARK_UNREACHABLE' });
});

test('where none is known it is told which setting is missing', async () => {
  const { answer } = statusWithoutMaster(scratchDirectory(), false, '');

  await expect(answer).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('SPARK_MASTER_URL'),
  });
});
