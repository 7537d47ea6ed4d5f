import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { runtimeDir } from '../config.ts';
import { ConsoleError } from '../domain/errors.ts';
import { COMMAND_NAMES, type EngineCommands, type EngineIdentity } from '../engine/protocol.ts';
import { engineSocketPath } from '../engine/socket-path.ts';
import { type Lock, lockExclusive } from '../services/locks/lock.ts';
import { waitForLock } from '../services/locks/wait-for-lock.ts';
import type { Session } from './session.ts';
import { packageVersion } from './version.ts';

/** Whoever asks whether the lock is free has it for a moment. */
const PROBE_MS = 300;

export type ServedEngine = { close(): Promise<void> };

/** What the API of an engine offers beside its state; `shutdown` is added here. */
type OfferedCommands = Omit<EngineCommands, 'shutdown'>;

/**
 * Opens this process to screens and scripts. One process per state directory is served: `undefined`
 * where another one is.
 */
export async function serveEngine(
  session: Session,
  command: string,
  commands: OfferedCommands,
): Promise<ServedEngine | undefined> {
  const lock = lockExclusive(session.paths.engineLock);
  return lock && (await serveUnderLock(session, lock, command, commands));
}

/**
 * Opens this process to screens and scripts as the one engine of its state directory.
 *
 * @throws `ENGINE_RUNNING` when another process has it
 */
export async function serveOnlyEngine(
  session: Session,
  command: string,
  commands: OfferedCommands,
): Promise<ServedEngine> {
  const lock = await waitForLock(session.paths.engineLock, PROBE_MS);
  if (lock === undefined) throw await engineIsRunning(session.config.stateDir);
  return serveUnderLock(session, lock, command, commands);
}

async function serveUnderLock(
  session: Session,
  lock: Lock,
  command: string,
  offered: OfferedCommands,
): Promise<ServedEngine> {
  const { config, store, feed, stop } = session;
  const commands: EngineCommands = {
    ...offered,
    shutdown: () => {
      stop.request();
      return null;
    },
  };
  try {
    const socketPath = engineSocketPath(config.stateDir, runtimeDir);
    // Loading the HTTP server takes longer than all the rest: not before it is wanted.
    const { startEngineServer } = await import('../engine/server.ts');
    const server = await startEngineServer({
      socketPath,
      engine: identityOf(session, command, commands),
      getState: store.getState,
      feed,
      commands,
    });
    return {
      async close() {
        feed.flush();
        await server.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function identityOf({ clock }: Session, command: string, commands: EngineCommands): EngineIdentity {
  return {
    id: randomUUID(),
    pid: process.pid,
    host: hostname(),
    version: packageVersion(),
    command,
    startedAt: clock.now(),
    commands: COMMAND_NAMES.filter((name) => commands[name] !== undefined),
  };
}

async function engineIsRunning(stateDir: string): Promise<ConsoleError> {
  const { findEngine } = await import('./engine/find-engine.ts');
  const holder = await findEngine(stateDir).catch(() => undefined);
  const who =
    holder === undefined
      ? 'a process that does not answer yet'
      : `trackdeck ${holder.answer.engine.command}, pid ${holder.answer.engine.pid} on ${holder.answer.engine.host}`;
  return new ConsoleError(
    'ENGINE_RUNNING',
    `The state directory ${stateDir} has an engine already: ${who}`,
    {
      hint: 'Look at it with trackdeck engine status, end it with trackdeck engine stop, or choose another --state-dir.',
      context: { stateDir },
    },
  );
}
