import type { Config } from '../../config.ts';
import { printableText } from '../../domain/printable-text.ts';
import { type EngineGreeting, PROTOCOL_VERSION } from '../../engine/protocol.ts';
import { systemClock } from '../../services/clock.ts';
import { engineStatusLines, otherVersionLines } from '../../ui/headless/engine-status.ts';
import { onStateDir } from '../on-state-dir.ts';
import { printResult } from '../results.ts';
import { findAnyEngine, type GreetedEngine } from './find-engine.ts';

/** What `engine status` exits with where no engine runs, as service managers do. */
const NOT_RUNNING = 3;

/**
 * Who runs, since when, on what, and how far it is; as JSON, the engine's whole state. Of an engine of
 * another version, who runs alone.
 */
export async function engineStatusCommand({ stateDir }: Config, isJson: boolean): Promise<number> {
  const found = await findAnyEngine(stateDir);
  if (isJson) {
    printResult({ running: found !== undefined, ...(found && (await knownOf(found))) });
  } else {
    const lines =
      found === undefined ? [`no engine runs on ${stateDir}`] : await linesOf(found, stateDir);
    process.stdout.write(`${lines.map(printableText).join('\n')}\n`);
  }
  return found === undefined ? NOT_RUNNING : 0;
}

async function linesOf(
  { client, greeting, socketPath }: GreetedEngine,
  stateDir: string,
): Promise<readonly string[]> {
  const now = systemClock.now();
  if (isOfThisVersion(greeting)) return engineStatusLines(await client.getState(), socketPath, now);
  const stopCommand = onStateDir('trackdeck engine stop', stateDir);
  return otherVersionLines(greeting, socketPath, stopCommand, now);
}

async function knownOf({ client, greeting }: GreetedEngine): Promise<object> {
  if (isOfThisVersion(greeting)) return client.getState();
  const { protocol, engine } = greeting;
  return { protocol, engine };
}

function isOfThisVersion({ protocol }: EngineGreeting): boolean {
  return protocol === PROTOCOL_VERSION;
}
