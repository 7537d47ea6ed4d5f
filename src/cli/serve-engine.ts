import { runtimeDir } from '../config.ts';
import type { EngineCommands } from '../engine/protocol.ts';
import { engineSocketPath } from '../engine/socket-path.ts';
import { lockExclusive } from '../services/locks/lock.ts';
import type { Consuming } from './consuming.ts';
import type { Session } from './session.ts';

type Engine = { close(): Promise<void> };

/**
 * Opens this process to screens and scripts. One process per state directory is served; a further
 * member of the group works without.
 */
export async function serveEngine(
  session: Session,
  command: string,
  consuming: Consuming,
): Promise<Engine> {
  const { config, paths, store, logger } = session;
  const socketPath = engineSocketPath(config.stateDir, runtimeDir);
  const lock = lockExclusive(paths.engineLock);
  if (lock === undefined) {
    logger.log('info', 'engine/served-by-another-process', { socketPath });
    return { close: async () => {} };
  }
  try {
    // Loading the HTTP server takes longer than all the rest: not before it is wanted.
    const { startEngineServer } = await import('../engine/server.ts');
    const commands = commandsOf(session, consuming);
    const server = await startEngineServer({
      socketPath,
      command,
      getState: store.getState,
      commands,
    });
    return {
      async close() {
        await server.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function commandsOf({ clock, dispatch, stop }: Session, consuming: Consuming): EngineCommands {
  return {
    'pause-consumption': () => {
      consuming.consumer.pause();
      dispatch({ type: 'consumer/paused', at: clock.now() });
    },
    'resume-consumption': () => {
      consuming.consumer.resume();
      dispatch({ type: 'consumer/resumed', at: clock.now() });
    },
    'export-snapshot': async () => {
      const snapshot = await consuming.snapshot();
      const { directory, bytes } = snapshot;
      dispatch({ type: 'exports/snapshot-written', directory, bytes, at: clock.now() });
      return snapshot;
    },
    shutdown: () => stop.request(),
  };
}
