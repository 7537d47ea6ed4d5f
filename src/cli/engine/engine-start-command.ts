import type { Config } from '../../config.ts';
import { printableText } from '../../domain/printable-text.ts';
import { brokerLine } from '../../ui/headless/engine-status.ts';
import { engineName } from './engine-name.ts';
import type { GivenSettings } from './given-settings.ts';
import { findOrStartEngine } from './start-engine.ts';
import { unheededFlags } from './unheeded-flags.ts';

/** Starts the engine in the background, unless it runs already. */
export async function engineStartCommand(config: Config, given: GivenSettings): Promise<number> {
  const { answer, socketPath, startedByUs } = await findOrStartEngine(config, given);
  const { engine, state } = answer;
  const what = startedByUs ? 'engine started' : 'engine runs already';
  const lines = [`${what}: ${engineName(engine)}`, `socket ${socketPath}`, brokerLine(state)];
  process.stdout.write(`${lines.map(printableText).join('\n')}\n`);
  const notices = startedByUs ? [] : unheededFlags(config, given.flags, engine.settings);
  for (const text of notices) process.stderr.write(`notice: ${printableText(text)}\n`);
  return 0;
}
