import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import { ConsoleError, toConsoleError } from '../domain/errors.ts';
import { translateWriteError } from '../services/files/file-errors.ts';
import { describeFailure } from '../state/commands/failure.ts';
import type { EventFeed } from '../state/event-feed.ts';
import type { ConsoleState } from '../state/store.ts';
import { inputSchema } from './command-schemas.ts';
import { endStreams } from './end-streams.ts';
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
import { listenOnSocket, type SocketListener } from './socket-listener.ts';

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
  /** Aborts when the engine begins to stop: from then on it takes no command but `shutdown`. */
  readonly stopping: AbortSignal;
  /** Told how many read the events whenever one has come or gone. */
  readonly onWatchers: (count: number) => void;
  /** Told while nobody can connect, because the socket has vanished and cannot be made again. */
  readonly onUnreachable: (thrown: unknown) => void;
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
  const { socketPath, onUnreachable } = options;
  const server = Fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  });
  acceptAnyJson(server);
  const endEvents = addStateRoutes(server, options);
  addCommandRoutes(server, options);
  server.setNotFoundHandler(({ method, url }, reply) =>
    reply.code(404).send(describeFailure(nothingThere(`${method} ${url}`))),
  );
  server.setErrorHandler((error, _, reply) => {
    const failure = isRequestFault(error) ? invalidRequest(error) : error;
    return reply.code(statusOf(failure)).send(describeFailure(failure));
  });
  await server.ready();
  const listener = await listen(server, socketPath, onUnreachable);
  return {
    async close() {
      await endEvents();
      await listener.close();
      await server.close();
    },
  };
}

async function listen(
  server: FastifyInstance,
  path: string,
  onFailure: (thrown: unknown) => void,
): Promise<SocketListener> {
  try {
    return await listenOnSocket({ path, onRequest: server.routing, onFailure });
  } catch (error) {
    await server.close();
    throw translateWriteError(error, path, 'STATE_DIR_UNWRITABLE');
  }
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

/** The answer ends the streams of events: who reads them learns that this engine has ended, not broken. */
function addStateRoutes(
  server: FastifyInstance,
  options: EngineServerOptions,
): () => Promise<void> {
  const { engine, feed, getState, onWatchers } = options;
  server.get('/state', (): StateAnswer => {
    return { protocol: PROTOCOL_VERSION, engine, sequence: feed.sequence(), state: getState() };
  });
  const streams = new Set<ServerResponse>();
  server.get('/events', (_, reply) => {
    reply.hijack();
    streams.add(reply.raw);
    reply.raw.on('close', () => {
      streams.delete(reply.raw);
      onWatchers(streams.size);
    });
    streamEvents(reply.raw, {
      hello: () => ({
        protocol: PROTOCOL_VERSION,
        engine: engine.id,
        sequence: feed.sequence(),
      }),
      subscribe: feed.subscribe,
    });
    onWatchers(streams.size);
  });
  return () => endStreams(streams);
}

function addCommandRoutes(server: FastifyInstance, options: EngineServerOptions): void {
  for (const name of COMMAND_NAMES) addCommandRoute(server, name, options);
  server.post<{ Params: { name: string } }>('/commands/:name', async ({ params }) => {
    throw unknownCommand(params.name);
  });
}

function addCommandRoute<Name extends CommandName>(
  server: FastifyInstance,
  name: Name,
  { engine, commands, feed, stopping }: EngineServerOptions,
): void {
  const schema = { body: inputSchema(name) };
  server.post(
    `/commands/${name}`,
    { schema },
    async (request, reply): Promise<CommandAnswer<Name>> => {
      const { body, raw } = request;
      const asker = leaving(reply.raw);
      const run = commands[name];
      if (run === undefined) throw unavailable(name, engine.command);
      if (await hasAskerLeft(raw)) throw nobodyWaits(name);
      if (stopping.aborted && name !== 'shutdown') throw tooLate(name);
      const result = await run(body as CommandInputs[Name], asker);
      return { done: name, engine: engine.id, sequence: feed.sequence(), result };
    },
  );
}

/** Aborts when who asked hangs up; the signal of the request knows no more once its body is read. */
function leaving(response: ServerResponse): AbortSignal {
  const left = new AbortController();
  response.once('close', () => left.abort());
  return left.signal;
}

/**
 * Whether who asked is gone by the time that the request is read, as where the engine was suspended
 * meanwhile: nobody would know that it was carried out after all.
 */
async function hasAskerLeft({ socket }: IncomingMessage): Promise<boolean> {
  // The end of a connection may lie behind the request, and be read no sooner than in the next turn.
  await setImmediate();
  await setImmediate();
  return !socket.writable;
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

function tooLate(name: CommandName): ConsoleError {
  return new ConsoleError('ENGINE_STOPPING', `The engine is stopping: ${name} comes too late`, {
    hint: 'Wait until it has ended, and start it again.',
  });
}

function nobodyWaits(name: CommandName): ConsoleError {
  return new ConsoleError(
    'COMMAND_REFUSED',
    `Whoever asked to ${name} has left before it was read`,
  );
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
    hint: 'The body is a JSON object: limit-rate needs {"rowsPerSecond": NUMBER or null}, search-artists {"kind": "field" or "name", "text": TEXT}, spark-submit {"mode": "batch" or "streaming"}; the others need none.',
    cause: error,
  });
}

function statusOf(thrown: unknown): number {
  const failure = toConsoleError(thrown);
  if (failure.exitCode === 2) return 400;
  if (['COMMAND_UNAVAILABLE', 'COMMAND_REFUSED'].includes(failure.code)) return 409;
  return failure.isRetryable ? 503 : 500;
}
