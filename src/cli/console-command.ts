import { setFlagsFromString } from 'node:v8';
import { type Config, prepareDrawing, terminalAbilities } from '../config.ts';
import { ConsoleError } from '../domain/errors.ts';
import { leanImports } from './console/lean-imports.ts';
import { type AttachAgain, attachEngine } from './engine/attach-engine.ts';
import type { GivenSettings } from './engine/given-settings.ts';
import { requireSameSettings } from './engine/same-settings.ts';

/** Time for the last words. */
const LEAVING_MS = 200;

/** Whether an operator is there: keys come from a terminal, and what is drawn goes to one. */
export function isOnTerminal(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true;
}

/**
 * The console: attaches to the engine of the state directory, or starts one, and draws until it is
 * left. Returns the exit code.
 *
 * @throws `TERMINAL_TOO_SIMPLE`, and what keeps an engine from starting
 */
export async function consoleCommand(config: Config, given: GivenSettings): Promise<number> {
  const abilities = terminalAbilities();
  if (!isOnTerminal()) throw noTerminal();
  if (abilities.isDumb) throw terminalTooSimple();
  prepareDrawing(abilities);
  const attachAgain: AttachAgain = async (lost) => {
    if (lost !== null) requireSameSettings(config, lost.settings);
    return attachEngine(config, given);
  };
  // The engine's process starts while this one still loads what it draws with.
  const attaching = attachEngine(config, given);
  attaching.catch(() => {
    // Whoever awaits it will tell.
  });
  leanImports();
  // A screen makes and drops its frames: without these V8 lets 30 MB of old ones lie about.
  setFlagsFromString('--optimize-for-size');
  setFlagsFromString('--heap-growing-percent=30');
  const { runConsole } = await import('./console/run-console.ts');
  try {
    return await runConsole({ config, given, abilities, attaching, attachAgain });
  } finally {
    // An answer of the engine that is still awaited must not keep the shell waiting.
    setTimeout(() => process.exit(), LEAVING_MS).unref();
  }
}

function noTerminal(): ConsoleError {
  return new ConsoleError('TERMINAL_TOO_SIMPLE', 'There is no terminal to draw the console on', {
    hint: 'ssh and docker compose exec give one with -t; trackdeck engine status needs none.',
  });
}

function terminalTooSimple(): ConsoleError {
  return new ConsoleError(
    'TERMINAL_TOO_SIMPLE',
    'The console cannot be drawn on this terminal (TERM=dumb)',
    { hint: 'trackdeck run does the whole job without a screen; trackdeck engine works here too.' },
  );
}
