import { chmodSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import { ConsoleError, toConsoleError } from '../domain/errors.ts';
import { translateWriteError } from '../services/files/file-errors.ts';
import { describeFailure } from '../state/commands/failure.ts';
import type { EventFeed } from '../state/event-feed.ts';
import type { ConsoleState } from '../state/store.ts';
import { inputSchema } from './command-schemas.ts';
import { streamEvents } from './event-stream.ts';
import {
  COMMAND_NAMES,
  type CommandAnswer,
  type CommandInputs,
  type CommandName,
  type EngineCommands,
  type EngineIdentity,
  PROTOCOL_VERSION,
  type StateAnswer,
} from './protocol.ts';

export type EngineServer = {
  close(): Promise<void>;
};

export type EngineServerOptions = {
  /** Nobody else may listen here: the caller holds the engine lock. */
  readonly socketPath: string;
  readonly engine: EngineIdentity;
  readonly getState: () => ConsoleState;
  readonly feed: Pick<EventFeed, 'sequence' | 'subscribe'>;
  readonly commands: EngineCommands;
};

/** No command takes more. */
const MAX_BODY_BYTES = 65_536;

/**
 * Serves the engine's API as HTTP on a Unix-domain socket that only its owner can use:
 * `GET /state`, `GET /events` and `POST /commands/NAME`.
 *
 * @throws `STATE_DIR_UNWRITABLE` when the socket cannot be made
 */
export async function startEngineServer(options: EngineServerOptions): Promise<EngineServer> {
  const { socketPath } = options;
  const server = Fastify({
    logger: false,
    forceCloseConnections: true,
    bodyLimit: MAX_BODY_BYTES,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  });
  acceptAnyJson(server);
  addStateRoutes(server, options);
  addCommandRoutes(server, options);
  server.setNotFoundHandler(({ method, url }, reply) =>
    reply.code(404).send(describeFailure(nothingThere(`${method} ${url}`))),
  );
  server.setErrorHandler((error, _, reply) => {
    const failure = isRequestFault(error) ? invalidRequest(error) : error;
    return reply.code(statusOf(failure)).send(describeFailure(failure));
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

/** A body is JSON whatever its type says, as from a plain `curl -d`; none is an empty object. */
function acceptAnyJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => {
    try {
      done(null, body === '' ? {} : JSON.parse(String(body)));
    } catch (error) {
      done(invalidRequest(error as Error));
    }
  });
  server.addHook('preValidation', async (request) => {
    request.body ??= {};
  });
}

function addStateRoutes(server: FastifyInstance, options: EngineServerOptions): void {
  const { engine, feed, getState } = options;
  server.get('/state', (): StateAnswer => {
    return { protocol: PROTOCOL_VERSION, engine, sequence: feed.sequence(), state: getState() };
  });
  const streams = new Set<ServerResponse>();
  // Tells who reads that this engine has ended, not broken.
  server.addHook('preClose', async () => {
    for (const stream of streams) stream.end();
  });
  server.get('/events', (_, reply) => {
    reply.hijack();
    streams.add(reply.raw);
    reply.raw.on('close', () => streams.delete(reply.raw));
    streamEvents(reply.raw, {
      hello: () => ({
        protocol: PROTOCOL_VERSION,
        engine: engine.id,
        sequence: feed.sequence(),
      }),
      subscribe: feed.subscribe,
    });
  });
}

function addCommandRoutes(server: FastifyInstance, { engine, commands }: EngineServerOptions) {
  for (const name of COMMAND_NAMES) addCommandRoute(server, name, engine.command, commands);
  server.post<{ Params: { name: string } }>('/commands/:name', async ({ params }) => {
    throw unknownCommand(params.name);
  });
}

function addCommandRoute<Name extends CommandName>(
  server: FastifyInstance,
  name: Name,
  engineCommand: string,
  commands: EngineCommands,
): void {
  const schema = { body: inputSchema(name) };
  server.post(`/commands/${name}`, { schema }, async ({ body }): Promise<CommandAnswer<Name>> => {
    const run = commands[name];
    if (run === undefined) throw unavailable(name, engineCommand);
    return { done: name, result: await run(body as CommandInputs[Name]) };
  });
}

function unknownCommand(name: string): ConsoleError {
  return new ConsoleError('COMMAND_INVALID', `There is no command ${name}`, {
    hint: `The commands are ${COMMAND_NAMES.join(', ')}.`,
  });
}

function unavailable(name: CommandName, engineCommand: string): ConsoleError {
  return new ConsoleError('COMMAND_UNAVAILABLE', `trackdeck ${engineCommand} cannot ${name}`, {
    hint: 'GET /state tells under engine.commands what this one can do.',
  });
}

function nothingThere(request: string): ConsoleError {
  return new ConsoleError('COMMAND_INVALID', `There is nothing at ${request}`, {
    hint: 'The API has GET /state, GET /events and POST /commands/NAME.',
  });
}

/** What the HTTP server itself found wrong with a request has a status of 400 to 499. */
function isRequestFault(error: unknown): error is Error {
  const { statusCode } = error as { readonly statusCode?: unknown };
  return typeof statusCode === 'number' && statusCode < 500;
}

function invalidRequest(error: Error): ConsoleError {
  return new ConsoleError('COMMAND_INVALID', `The request is not valid: ${error.message}`, {
    hint: 'The body is a JSON object; limit-rate takes {"rowsPerSecond": NUMBER or null}, others {}.',
    cause: error,
  });
}

function statusOf(thrown: unknown): number {
  const failure = toConsoleError(thrown);
  if (failure.exitCode === 2) return 400;
  if (['COMMAND_UNAVAILABLE', 'COMMAND_REFUSED'].includes(failure.code)) return 409;
  return failure.isRetryable ? 503 : 500;
}
