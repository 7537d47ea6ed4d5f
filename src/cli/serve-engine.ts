import { hostname } from 'node:os';
import { runtimeDir, shownSettings } from '../config.ts';
import { ConsoleError, toConsoleError } from '../domain/errors.ts';
import { COMMAND_NAMES, type EngineCommands, type EngineIdentity } from '../engine/protocol.ts';
import { engineSocketPath } from '../engine/socket-path.ts';
import type { Lock } from '../services/locks/lock.ts';
import { waitUntilTaken } from '../services/locks/wait-for-lock.ts';
import { describeFailure } from '../state/commands/failure.ts';
import type { Failure } from '../state/events.ts';
import { lockEngine } from './engine/engine-lock.ts';
import { logNewFailures } from './log-new-failures.ts';
import { onStateDir } from './on-state-dir.ts';
import type { Session } from './session.ts';
import { packageVersion } from './version.ts';

/** Whoever asks whether the lock is free has it for a moment. */
const PROBE_MS = 300;

export type ServedEngine = {
  /** @param thrown - what the work has ended with; nothing when it ended as it should */
  close(thrown?: unknown): Promise<void>;
};

export type Offer = {
  /** Which command it runs in. */
  readonly command: string;
  /** What it can be told; `shutdown` is added here. */
  readonly commands: Omit<EngineCommands, 'shutdown'>;
  /** Aborts when it begins to stop. */
  readonly stopping: AbortSignal;
};

/**
 * Opens this process to screens and scripts. One process per state directory is served: `undefined`
 * where another one is.
 */
export async function serveEngine(
  session: Session,
  offer: Offer,
): Promise<ServedEngine | undefined> {
  const lock = lockEngine(session, offer.command);
  return lock && (await serveUnderLock(session, lock, offer));
}

/**
 * Makes this process the one engine of its state directory.
 *
 * @throws `ENGINE_RUNNING` when another process is
 */
export async function lockOnlyEngine(session: Session, command: string): Promise<Lock> {
  const lock = await waitUntilTaken(() => lockEngine(session, command), PROBE_MS);
  if (lock === undefined) throw await engineIsRunning(session.config.stateDir);
  return lock;
}

/** Opens this process to screens and scripts; at the end its lock is released. */
export async function serveUnderLock(
  session: Session,
  lock: Lock,
  { command, stopping, ...offer }: Offer,
): Promise<ServedEngine> {
  const { config, store, feed, clock, dispatch, logger } = session;
  const commands: EngineCommands = { ...offer.commands, shutdown: shutdownOf(session) };
  try {
    const socketPath = engineSocketPath(config.stateDir, runtimeDir);
    let hasEnded = false;
    // Loading the HTTP server takes longer than all the rest: not before it is wanted.
    const { startEngineServer } = await import('../engine/server.ts');
    const server = await startEngineServer({
      socketPath,
      engine: identityOf(session, command, commands),
      getState: store.getState,
      feed,
      commands,
      stopping,
      onWatchers(watchers) {
        if (!hasEnded) dispatch({ type: 'engine/watched', watchers, at: clock.now() });
      },
      onUnreachable: logNewFailures(logger, 'engine/unreachable'),
    });
    const tellStopping = () => dispatch({ type: 'engine/stopping', at: clock.now() });
    if (stopping.aborted) tellStopping();
    else stopping.addEventListener('abort', tellStopping, { once: true });
    return {
      async close(thrown) {
        dispatch({ type: 'engine/ended', failure: failureOf(thrown), at: clock.now() });
        hasEnded = true;
        await server.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** A stop that was asked for is none. */
function failureOf(thrown: unknown): Failure | null {
  const isRegular = thrown === undefined || toConsoleError(thrown).code === 'INTERRUPTED';
  return isRegular ? null : describeFailure(thrown);
}

function shutdownOf({ id, stop }: Session): Required<EngineCommands>['shutdown'] {
  return ({ engine }) => {
    if (engine !== undefined && engine !== id) throw meantForAnother();
    stop.request();
    return null;
  };
}

function meantForAnother(): ConsoleError {
  return new ConsoleError('COMMAND_REFUSED', 'The engine that was to stop is gone already', {
    hint: 'Another one has taken its place since, and goes on.',
  });
}

function identityOf(
  { id, clock, config }: Session,
  command: string,
  commands: EngineCommands,
): EngineIdentity {
  return {
    id,
    pid: process.pid,
    host: hostname(),
    version: packageVersion(),
    command,
    startedAt: clock.now(),
    commands: COMMAND_NAMES.filter((name) => commands[name] !== undefined),
    settings: shownSettings(config),
  };
}

async function engineIsRunning(stateDir: string): Promise<ConsoleError> {
  const { engineHolder } = await import('./engine/engine-holder.ts');
  const who = (await engineHolder(stateDir)) ?? 'a process that does not answer yet';
  return new ConsoleError(
    'ENGINE_RUNNING',
    `The state directory ${stateDir} has an engine already: ${who}`,
    {
      hint: `Look at it with ${onStateDir('trackdeck engine status', stateDir)}, end it with ${onStateDir('trackdeck engine stop', stateDir)}, or choose another --state-dir.`,
      context: { stateDir },
    },
  );
}
