import { runtimeDir } from '../../config.ts';
import { toConsoleError } from '../../domain/errors.ts';
import { createEngineClient, type EngineClient } from '../../engine/client.ts';
import type { StateAnswer } from '../../engine/protocol.ts';
import { engineSocketPath } from '../../engine/socket-path.ts';

/** An engine that has just answered. */
export type FoundEngine = {
  readonly socketPath: string;
  readonly client: EngineClient;
  readonly answer: StateAnswer;
};

/**
 * The engine of a state directory; `undefined` where nobody listens.
 *
 * @throws `ENGINE_UNREACHABLE` where somebody listens but does not answer, `ENGINE_PROTOCOL`
 */
export async function findEngine(stateDir: string): Promise<FoundEngine | undefined> {
  const socketPath = engineSocketPath(stateDir, runtimeDir);
  const client = createEngineClient({ socketPath });
  try {
    return { socketPath, client, answer: await client.getState() };
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
