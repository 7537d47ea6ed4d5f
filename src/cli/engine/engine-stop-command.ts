import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { Config } from '../../config.ts';
import { ConsoleError, toConsoleError } from '../../domain/errors.ts';
import { formatDuration } from '../../domain/format.ts';
import { printableText } from '../../domain/printable-text.ts';
import type { EngineIdentity } from '../../engine/protocol.ts';
import { lockExclusive } from '../../services/locks/lock.ts';
import { statePaths } from '../state-paths.ts';
import { type FoundEngine, findEngine } from './find-engine.ts';

/** How long an orderly stop is waited for. */
const STOP_MS = 10_000;
const POLL_MS = 25;

/** Ends the engine in order and waits until it is gone. */
export async function engineStopCommand({ stateDir }: Config): Promise<number> {
  const found = await findEngine(stateDir);
  if (found === undefined) {
    if (isEngineLocked(stateDir)) throw doesNotListen(stateDir);
    process.stdout.write(`no engine runs on ${printableText(stateDir)}\n`);
    return 0;
  }
  const { engine } = found.answer;
  const startedAt = performance.now();
  await shutDown(found);
  while (isThere(engine, stateDir)) {
    if (performance.now() - startedAt > STOP_MS) throw stillStopping(engine);
    await setTimeout(POLL_MS);
  }
  const took = formatDuration(performance.now() - startedAt);
  const who = `trackdeck ${engine.command}, pid ${engine.pid} on ${engine.host}`;
  process.stdout.write(`engine stopped: ${printableText(who)}, in ${took}\n`);
  return 0;
}

/** One that is stopping already may leave before it has answered. */
async function shutDown({ client }: FoundEngine): Promise<void> {
  try {
    await client.send('shutdown', {});
  } catch (error) {
    if (toConsoleError(error).code !== 'ENGINE_UNREACHABLE') throw error;
  }
}

/** A process of this machine is seen; one of another, say a container, by its lock alone. */
function isThere({ pid, host }: EngineIdentity, stateDir: string): boolean {
  return host === hostname() ? isAlive(pid) : isEngineLocked(stateDir);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Ended, and still listed because nobody has asked for its exit code, as in a container without init. */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

function isEngineLocked(stateDir: string): boolean {
  const lock = lockExclusive(statePaths(stateDir).engineLock);
  lock?.release();
  return lock === undefined;
}

function doesNotListen(stateDir: string): ConsoleError {
  const { engineLock } = statePaths(stateDir);
  return new ConsoleError(
    'ENGINE_UNREACHABLE',
    `An engine has ${stateDir} but does not listen: it is just starting or about to end`,
    { hint: `Try again in a moment; fuser ${engineLock} tells its pid.`, context: { stateDir } },
  );
}

function stillStopping({ pid, host }: EngineIdentity): ConsoleError {
  return new ConsoleError(
    'ENGINE_STOPPING',
    `The engine (pid ${pid} on ${host}) is still stopping after ${STOP_MS / 1000} s`,
    {
      hint: `It ends once its broker has taken what is under way; kill -9 ${pid} ends it at once, and the next start goes on from what was saved.`,
      context: { pid },
    },
  );
}
