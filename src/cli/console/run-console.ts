import type { Config, TerminalAbilities } from '../../config.ts';
import { toConsoleError } from '../../domain/errors.ts';
import { type Logger, openLogger } from '../../services/log/logger.ts';
import { createTheme } from '../../ui/theme.ts';
import type { AttachedEngine } from '../engine/attach-engine.ts';
import { drawScreen } from './draw-screen.tsx';
import { type Ending, endingExitCode, watchEndings } from './ending.ts';
import { farewell } from './farewell.ts';
import { type FollowedEngine, followEngine } from './followed-engine.ts';
import { createLentTerminal } from './lent-terminal.ts';
import { openScreen } from './open-screen.ts';
import { quietStreams } from './quiet-streams.ts';

type ConsoleOptions = {
  readonly config: Config;
  readonly abilities: TerminalAbilities;
  /** The engine, found or started. */
  readonly attaching: Promise<AttachedEngine>;
  /** Starts it when it is gone. */
  readonly attachAgain: () => Promise<AttachedEngine>;
};

/** Draws on the terminal until the screen is left, puts the terminal right, and says what goes on. */
export async function runConsole(options: ConsoleOptions): Promise<number> {
  const { config, abilities, attaching, attachAgain } = options;
  const logger = openLogger({ stateDir: config.stateDir, level: config.logLevel });
  const ended = Promise.withResolvers<Ending>();
  const end = ended.resolve;
  const engine = followEngine(attaching);
  const terminal = createLentTerminal();
  const theme = createTheme({ colour: abilities.colour, ascii: config.ascii });
  const screen = openScreen({ config, engine, attachAgain, terminal, theme, end });
  attaching.then(
    ({ notices }) => {
      if (notices.length > 0) screen.warn(notices.join('; '));
    },
    (error: unknown) => end({ kind: 'failed', error }),
  );
  const unwatch = watchEndings(end);
  const giveStreamsBack = quietStreams(logger);
  const wipeScreen = drawScreen({ screen, theme, terminal, end });

  const ending = await ended.promise;

  logEnding(logger, ending);
  await wipeScreen();
  giveStreamsBack();
  screen.close();
  engine.close();
  unwatch();
  logger.close();
  if (ending.kind === 'failed') throw ending.error;
  process.stdout.write(`${lastLine(ending, engine)}\n`);
  return endingExitCode(ending);
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

function lastLine(ending: Exclude<Ending, { kind: 'failed' }>, { mirror }: FollowedEngine): string {
  if (ending.kind === 'left') return farewell(ending.departure);
  const { link, engine } = mirror.getView();
  const isThere = link.name === 'live' && engine !== null;
  return farewell(isThere ? { engine: 'goes-on', pid: engine.pid } : { engine: 'unreachable' });
}
