import { PROTOCOL_VERSION } from '../../engine/protocol.ts';
import { selectWork } from '../../state/selectors/engine-work.ts';
import { engineName } from './engine-name.ts';
import { findAnyEngine, type GreetedEngine } from './find-engine.ts';

/** The process that is served on a state directory, since when, and what it is at; `undefined` where none answers. */
export async function engineHolder(stateDir: string): Promise<string | undefined> {
  try {
    const found = await findAnyEngine(stateDir);
    if (found === undefined) return undefined;
    const { engine } = found.greeting;
    const since = new Date(engine.startedAt).toISOString();
    return `${engineName(engine)}, since ${since}${await workOf(found)}`;
  } catch {
    return undefined;
  }
}

async function workOf({ client, greeting }: GreetedEngine): Promise<string> {
  if (greeting.protocol !== PROTOCOL_VERSION) return '';
  const { state } = await client.getState();
  return `, ${selectWork(state) ?? 'is at rest'}`;
}
