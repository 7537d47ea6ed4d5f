// Loaded into a process before the command: changes modules of the build as they are loaded. It
// fails at once when a text to be changed is not there, so that no sabotage turns into nothing.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { type Patch, SABOTAGE } from './sabotage.ts';

const DIST = new URL('../../dist/', import.meta.url);
const patches = JSON.parse(process.env[SABOTAGE] ?? 'null') as readonly Patch[];
const sources = new Map<string, string>();

for (const { module, text, instead } of patches) {
  const url = new URL(module, DIST);
  const source = sources.get(url.href) ?? readFileSync(url, 'utf8');
  if (source.split(text).length !== 2) throw new Error(`${module} has not once: ${text}`);
  sources.set(
    url.href,
    source.replace(text, () => instead),
  );
}

registerHooks({
  load(url, context, nextLoad) {
    const source = sources.get(url);
    if (source === undefined) return nextLoad(url, context);
    return { format: 'module', source, shortCircuit: true };
  },
});
