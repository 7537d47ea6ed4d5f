import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { Config } from '../../config.ts';
import { ConsoleError, toConsoleError } from '../../domain/errors.ts';
import { formatDuration } from '../../domain/format.ts';
import { printableText } from '../../domain/printable-text.ts';
import { type EngineGreeting, PROTOCOL_VERSION } from '../../engine/protocol.ts';
import { lockExclusive } from '../../services/locks/lock.ts';
import type { Failure } from '../../state/events.ts';
import { statePaths } from '../state-paths.ts';
import { engineName } from './engine-name.ts';
import { findAnyEngine, type GreetedEngine } from './find-engine.ts';
import { listenForLastWords } from './last-event.ts';

/** How long an orderly stop is waited for. */
const STOP_MS = 10_000;
const POLL_MS = 25;
/** An engine whose socket has vanished listens again within this time. */
const LISTENS_AGAIN_MS = 5_000;
const LOOK_MS = 250;

/**
 * Ends the engine in order, whichever version it is of, and waits until it is gone.
 *
 * @throws what its last save has failed with; `ENGINE_STOPPING` when it takes longer
 */
export async function engineStopCommand({ stateDir }: Config): Promise<number> {
  const found = await findListening(stateDir);
  if (found === undefined) {
    process.stdout.write(`no engine runs on ${printableText(stateDir)}\n`);
    return 0;
  }
  const { engine } = found.greeting;
  const startedAt = performance.now();
  using lastWords = await listenForLastWords(found);
  await shutDown(found);
  while (isThere(engine, stateDir)) {
    if (performance.now() - startedAt > STOP_MS) throw stillStopping(engine);
    await setTimeout(POLL_MS);
  }
  const took = formatDuration(performance.now() - startedAt);
  process.stdout.write(`engine stopped: ${printableText(engineName(engine))}, in ${took}\n`);
  const failure = await lastWords.failure;
  if (failure !== null) throw asError(failure);
  return 0;
}

async function findListening(stateDir: string): Promise<GreetedEngine | undefined> {
  const deadline = performance.now() + LISTENS_AGAIN_MS;
  for (;;) {
    const found = await findAnyEngine(stateDir);
    if (found !== undefined || !isEngineLocked(stateDir)) return found;
    if (performance.now() >= deadline) throw doesNotListen(stateDir);
    await setTimeout(LOOK_MS);
  }
}

/** One that is stopping already may leave before it has answered. */
async function shutDown({ client, greeting }: GreetedEngine): Promise<void> {
  const isOfThisVersion = greeting.protocol === PROTOCOL_VERSION;
  try {
    await client.send('shutdown', isOfThisVersion ? { engine: greeting.engine.id } : {});
  } catch (error) {
    if (toConsoleError(error).code !== 'ENGINE_UNREACHABLE') throw error;
  }
}

function asError({ code, message, hint }: Failure): ConsoleError {
  return new ConsoleError(code, message, hint === null ? {} : { hint });
}

/** A process of this machine is seen; one of another, say a container, by its lock alone. */
function isThere({ pid, host }: EngineGreeting['engine'], stateDir: string): boolean {
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

function stillStopping({ pid, host }: EngineGreeting['engine']): ConsoleError {
  return new ConsoleError(
    'ENGINE_STOPPING',
    `The engine (pid ${pid} on ${host}) is still stopping after ${STOP_MS / 1000} s`,
    {
      hint: `It ends once its broker has taken what is under way; kill -9 ${pid} ends it at once, and the next start goes on from what was saved.`,
      context: { pid },
    },
  );
}
