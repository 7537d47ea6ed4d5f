import type { Config } from '../../config.ts';
import { findEngine } from '../engine/find-engine.ts';

/** Ends the run that the engine has under way. */
export async function sparkStopCommand({ stateDir }: Config): Promise<number> {
  const found = await findEngine(stateDir);
  if (found === undefined) {
    return say('no engine runs here; a run that was submitted without one ends with Ctrl+C');
  }
  const { client, answer } = found;
  const run = answer.state.spark?.run;
  const isUnderWay = run?.name === 'running' || run?.name === 'checking';
  if (!isUnderWay) return say('no run is under way');
  const startedAt = performance.now();
  await client.send('spark-stop', {});
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  return say(`${run.mode} run stopped, in ${seconds} s`);
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}
