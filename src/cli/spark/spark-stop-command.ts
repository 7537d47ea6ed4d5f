import { existsSync } from 'node:fs';
import type { Config } from '../../config.ts';
import { ConsoleError } from '../../domain/errors.ts';
import { lockExclusive } from '../../services/locks/lock.ts';
import { findEngine } from '../engine/find-engine.ts';
import { statePaths } from '../state-paths.ts';
import { requiredMaster } from './spark-status-command.ts';

/**
 * Ends the run that the engine has under way.
 *
 * @throws `COMMAND_REFUSED` when it is under way elsewhere, `CONFIG_INVALID` where there is no Spark
 */
export async function sparkStopCommand(config: Config): Promise<number> {
  const { stateDir } = config;
  const found = await findEngine(stateDir);
  const slice = found?.answer.state.spark;
  const run = slice?.run;
  const isUnderWay = run?.name === 'running' || run?.name === 'checking';
  if (found === undefined || !isUnderWay) {
    if (isSparkLocked(stateDir)) throw startedElsewhere();
    requiredMaster(config, slice);
    return say(found === undefined ? 'no engine runs here, and no run' : 'no run is under way');
  }
  const startedAt = performance.now();
  const begunAt = run.name === 'running' ? run.begunAt : run.since;
  await found.client.send('spark-stop', { begunAt });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  return say(`${run.mode} run stopped, in ${seconds} s`);
}

function isSparkLocked(stateDir: string): boolean {
  const { sparkLock } = statePaths(stateDir);
  if (!existsSync(sparkLock)) return false;
  const lock = lockExclusive(sparkLock);
  lock?.release();
  return lock === undefined;
}

function startedElsewhere(): ConsoleError {
  return new ConsoleError(
    'COMMAND_REFUSED',
    'A run is under way that was not started by an engine',
    {
      hint: 'It ends with Ctrl+C where it was started, in the terminal of its trackdeck spark submit.',
    },
  );
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}
