import type { Config } from '../../config.ts';
import { printableText } from '../../domain/printable-text.ts';
import { systemClock } from '../../services/clock.ts';
import { engineStatusLines } from '../../ui/headless/engine-status.ts';
import { printResult } from '../results.ts';
import { findEngine } from './find-engine.ts';

/** What `engine status` exits with where no engine runs, as service managers do. */
const NOT_RUNNING = 3;

/** Who runs, since when, on what, and how far it is; as JSON, the engine's whole state. */
export async function engineStatusCommand({ stateDir }: Config, isJson: boolean): Promise<number> {
  const found = await findEngine(stateDir);
  if (isJson) {
    printResult({ running: found !== undefined, ...found?.answer });
  } else {
    const lines =
      found === undefined
        ? [`no engine runs on ${stateDir}`]
        : engineStatusLines(found.answer, found.socketPath, systemClock.now());
    process.stdout.write(`${lines.map(printableText).join('\n')}\n`);
  }
  return found === undefined ? NOT_RUNNING : 0;
}
