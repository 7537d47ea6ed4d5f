import type { Config, TerminalAbilities } from '../../config.ts';
import { toConsoleError } from '../../domain/errors.ts';
import { type Logger, openLogger } from '../../services/log/logger.ts';
import { createTheme } from '../../ui/theme.ts';
import type { AttachAgain, AttachedEngine } from '../engine/attach-engine.ts';
import type { GivenSettings } from '../engine/given-settings.ts';
import { drawScreen } from './draw-screen.tsx';
import { type Ending, endingExitCode, watchEndings } from './ending.ts';
import { farewell } from './farewell.ts';
import { type FollowedEngine, followEngine } from './followed-engine.ts';
import { createLentTerminal } from './lent-terminal.ts';
import { openScreen } from './open-screen.ts';
import { quietStreams } from './quiet-streams.ts';
import { restoreTerminal } from './restore-terminal.ts';

type ConsoleOptions = {
  readonly config: Config;
  readonly given: GivenSettings;
  readonly abilities: TerminalAbilities;
  /** The engine, found or started. */
  readonly attaching: Promise<AttachedEngine>;
  /** Starts it when it is gone. */
  readonly attachAgain: AttachAgain;
};

/**
 * Draws on the terminal until the screen is left, puts the terminal right, and says what goes on.
 * Returns the exit code.
 *
 * @throws the fault that has ended the screen; the engine goes on
 */
export async function runConsole({ attaching, attachAgain, ...options }: ConsoleOptions) {
  const { config } = options;
  const { stateDir, logLevel } = config;
  const logger = openLogger({
    stateDir,
    level: logLevel,
    // The engine tells of a full disk; this log is for faults of the screen alone.
    onFailure: () => {},
  });
  const engine = followEngine(attaching, attachAgain, !config.attachOnly);
  try {
    const ending = await drawUntilEnd({ ...options, attaching, engine, logger });
    logEnding(logger, ending);
    const last = lastLine(ending, engine, config);
    if (last !== null) process.stdout.write(`${last}\n`);
    if (ending.kind === 'failed') throw ending.error;
    return endingExitCode(ending);
  } finally {
    engine.close();
    logger.close();
  }
}

type Drawing = Pick<ConsoleOptions, 'config' | 'given' | 'abilities' | 'attaching'> & {
  readonly engine: FollowedEngine;
  readonly logger: Logger;
};

/** Has the terminal for itself meanwhile, and gives it back whatever goes wrong. */
async function drawUntilEnd({ config, given, abilities, attaching, engine, logger }: Drawing) {
  const ended = Promise.withResolvers<Ending>();
  const end = ended.resolve;
  const terminal = createLentTerminal();
  const theme = createTheme({ colour: abilities.colour, ascii: config.ascii });
  const screen = openScreen({ config, given, engine, terminal, theme, end });
  attaching.then(
    ({ notices }) => {
      if (notices.length > 0) screen.warn(notices.join('; '));
    },
    (error: unknown) => end({ kind: 'failed', error }),
  );
  const unwatch = watchEndings(end);
  const giveStreamsBack = quietStreams(logger);
  try {
    const wipeScreen = drawScreen({ screen, theme, terminal, end });
    const ending = await ended.promise;
    await wipeScreen();
    return ending;
  } catch (error) {
    restoreTerminal();
    return { kind: 'failed', error } as const;
  } finally {
    giveStreamsBack();
    screen.close();
    unwatch();
  }
}

function logEnding(logger: Logger, ending: Ending): void {
  if (ending.kind !== 'failed') {
    logger.log('info', 'screen/left', { ...ending });
    return;
  }
  const { error } = ending;
  const stack = error instanceof Error ? error.stack : undefined;
  logger.log('error', 'screen/failed', { error: toConsoleError(error).message, stack });
}

/** `null` where the failure says it all. */
function lastLine(ending: Ending, { mirror }: FollowedEngine, config: Config): string | null {
  if (ending.kind === 'left') return farewell(ending.departure, config);
  const { link, engine } = mirror.getView();
  if (link.name === 'live' && engine !== null) {
    return farewell({ engine: 'goes-on', pid: engine.pid }, config);
  }
  return ending.kind === 'failed' ? null : farewell({ engine: 'unreachable' }, config);
}
