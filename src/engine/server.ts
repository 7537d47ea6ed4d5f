import { chmodSync, rmSync } from 'node:fs';
import Fastify from 'fastify';
import { toConsoleError } from '../domain/errors.ts';
import { translateWriteError } from '../services/files/file-errors.ts';
import { describeFailure } from '../state/commands/failure.ts';
import type { ConsoleState } from '../state/store.ts';
import {
  COMMAND_NAMES,
  type CommandName,
  type EngineCommands,
  PROTOCOL_VERSION,
} from './protocol.ts';

export type EngineServer = {
  close(): Promise<void>;
};

type EngineServerOptions = {
  /** Nobody else may listen here: the caller holds the engine lock. */
  readonly socketPath: string;
  /** Which command this engine runs in. */
  readonly command: string;
  readonly getState: () => ConsoleState;
  readonly commands: EngineCommands;
};

const commandParams = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string', enum: COMMAND_NAMES } },
} as const;

/**
 * Serves the engine's API as HTTP on a Unix-domain socket that only its owner can use:
 * `GET /state` and `POST /commands/NAME`.
 *
 * @throws `STATE_DIR_UNWRITABLE` when the socket cannot be made
 */
export async function startEngineServer(options: EngineServerOptions): Promise<EngineServer> {
  const { socketPath, command, getState, commands } = options;
  const server = Fastify({ logger: false, forceCloseConnections: true });
  server.get('/state', () => ({
    protocol: PROTOCOL_VERSION,
    pid: process.pid,
    command,
    state: getState(),
  }));
  server.post<{ Params: { name: CommandName } }>(
    '/commands/:name',
    { schema: { params: commandParams } },
    async ({ params }, reply) => {
      const run = commands[params.name];
      if (run === undefined) {
        return reply.code(409).send({ message: `${command} has nothing to ${params.name}` });
      }
      return { done: params.name, result: (await run()) ?? null };
    },
  );
  server.setErrorHandler((error, _, reply) => {
    const isUsage = (error as { readonly validation?: unknown }).validation !== undefined;
    if (isUsage) return reply.code(400).send({ message: (error as Error).message });
    return reply.code(toConsoleError(error).isRetryable ? 503 : 500).send(describeFailure(error));
  });
  try {
    // What is left of an engine that was killed.
    rmSync(socketPath, { force: true });
    await server.listen({ path: socketPath });
    chmodSync(socketPath, 0o600);
  } catch (error) {
    await server.close();
    throw translateWriteError(error, socketPath, 'STATE_DIR_UNWRITABLE');
  }
  return {
    async close() {
      await server.close();
      rmSync(socketPath, { force: true });
    },
  };
}
