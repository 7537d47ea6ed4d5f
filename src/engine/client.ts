import type { ConsoleEvent } from '../state/events.ts';
import { checkProtocol, engineLeft, notOurs } from './client-errors.ts';
import type {
  CommandAnswer,
  CommandInputs,
  CommandName,
  EngineGreeting,
  Hello,
  StateAnswer,
} from './protocol.ts';
import { readServerSentEvents, type ServerSentEvent } from './server-sent-events.ts';
import { endOf, openAnswer, parsed, requestJson, type SocketRequest } from './socket-request.ts';

/** What an engine says on its stream of events. */
export type EngineMessage =
  | ({ readonly type: 'hello' } & Hello)
  | { readonly type: 'event'; readonly sequence: number; readonly event: ConsoleEvent };

/** One engine, as its clients see it. Every failure is a `ConsoleError`. */
export type EngineClient = {
  /**
   * Who listens, whichever version it is of.
   *
   * @throws `ENGINE_UNREACHABLE`, `ENGINE_PROTOCOL` where it is no engine
   */
  identify(signal?: AbortSignal): Promise<EngineGreeting>;
  /** @throws `ENGINE_UNREACHABLE`, `ENGINE_PROTOCOL` */
  getState(signal?: AbortSignal): Promise<StateAnswer>;
  /**
   * The engine's messages, a `hello` first, until the signal aborts (which throws its reason) or
   * the engine is gone.
   *
   * @throws `ENGINE_UNREACHABLE` at the end of the stream too, `ENGINE_PROTOCOL`
   */
  events(signal: AbortSignal): AsyncIterable<EngineMessage>;
  /** @throws what the engine refused it with, `ENGINE_UNREACHABLE`, `ENGINE_PROTOCOL` */
  send<Name extends CommandName>(
    name: Name,
    input: CommandInputs[Name],
  ): Promise<CommandAnswer<Name>>;
};

/** An engine has its state at hand: it answers at once, or something is wrong. */
const STATE_SILENCE_MS = 5_000;
/** Three greetings that did not come. */
const EVENTS_SILENCE_MS = 15_000;
/** A snapshot of a large log, or the fingerprint of a large file, takes its time. */
const COMMAND_SILENCE_MS = 120_000;

/** Connects anew for every request; the stream of events is one request. */
export function createEngineClient({ socketPath }: { readonly socketPath: string }): EngineClient {
  async function* events(signal: AbortSignal): AsyncGenerator<EngineMessage> {
    const silenceMs = EVENTS_SILENCE_MS;
    const request: SocketRequest = {
      socketPath,
      method: 'GET',
      path: '/events',
      silenceMs,
      signal,
    };
    const answer = await openAnswer(request);
    try {
      for await (const message of readServerSentEvents(answer.setEncoding('utf8'))) {
        yield engineMessage(message, socketPath);
      }
    } catch (error) {
      throw endOf(error, request);
    } finally {
      answer.destroy();
    }
    throw engineLeft(socketPath);
  }

  function askState(signal: AbortSignal | undefined): Promise<unknown> {
    const silenceMs = STATE_SILENCE_MS;
    return requestJson({ socketPath, method: 'GET', path: '/state', silenceMs, signal });
  }

  return {
    async identify(signal) {
      const answer = await askState(signal);
      if (!isGreeting(answer)) throw notOurs(socketPath);
      return answer;
    },
    async getState(signal) {
      const answer = await askState(signal);
      checkProtocol(answer, socketPath);
      return answer as StateAnswer;
    },
    events,
    async send<Name extends CommandName>(name: Name, input: CommandInputs[Name]) {
      const answer = await requestJson({
        socketPath,
        method: 'POST',
        path: `/commands/${name}`,
        body: input,
        silenceMs: COMMAND_SILENCE_MS,
      });
      return answer as CommandAnswer<Name>;
    },
  };
}

function isGreeting(answer: unknown): answer is EngineGreeting {
  const { protocol, engine } = (answer ?? {}) as Readonly<Record<string, unknown>>;
  const { id, pid, host, version, command, startedAt } = (engine ?? {}) as Readonly<
    Record<string, unknown>
  >;
  const texts = [id, host, version, command];
  const numbers = [protocol, pid, startedAt];
  return (
    texts.every((text) => typeof text === 'string') &&
    numbers.every((number) => typeof number === 'number')
  );
}

function engineMessage({ event, id, data }: ServerSentEvent, socketPath: string): EngineMessage {
  const content = parsed(data, socketPath);
  if (event !== 'hello') {
    return { type: 'event', sequence: Number(id), event: content as ConsoleEvent };
  }
  checkProtocol(content, socketPath);
  return { type: 'hello', ...(content as Hello) };
}
