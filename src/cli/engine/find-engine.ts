import { runtimeDir } from '../../config.ts';
import { toConsoleError } from '../../domain/errors.ts';
import { createEngineClient, type EngineClient } from '../../engine/client.ts';
import type { EngineGreeting, StateAnswer } from '../../engine/protocol.ts';
import { engineSocketPath } from '../../engine/socket-path.ts';

type Listener = {
  readonly socketPath: string;
  readonly client: EngineClient;
};

/** An engine that has just answered. */
export type FoundEngine = Listener & { readonly answer: StateAnswer };

/** The same, of whichever version. */
export type GreetedEngine = Listener & { readonly greeting: EngineGreeting };

/**
 * The engine of a state directory; `undefined` where nobody listens.
 *
 * @throws `ENGINE_UNREACHABLE` where somebody listens but does not answer, `ENGINE_PROTOCOL`
 */
export async function findEngine(stateDir: string): Promise<FoundEngine | undefined> {
  const listener = listenerOf(stateDir);
  const answer = await answerOf(() => listener.client.getState());
  return answer && { ...listener, answer };
}

/**
 * The engine of a state directory whichever version it is of; `undefined` where nobody listens.
 *
 * @throws `ENGINE_UNREACHABLE` where somebody listens but does not answer, `ENGINE_PROTOCOL` where
 *   it is no engine
 */
export async function findAnyEngine(stateDir: string): Promise<GreetedEngine | undefined> {
  const listener = listenerOf(stateDir);
  const greeting = await answerOf(() => listener.client.identify());
  return greeting && { ...listener, greeting };
}

function listenerOf(stateDir: string): Listener {
  const socketPath = engineSocketPath(stateDir, runtimeDir);
  return { socketPath, client: createEngineClient({ socketPath }) };
}

async function answerOf<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (nobodyListens(error)) return undefined;
    throw error;
  }
}

function nobodyListens(thrown: unknown): boolean {
  const { cause } = toConsoleError(thrown);
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ENOENT' || code === 'ECONNREFUSED';
}
